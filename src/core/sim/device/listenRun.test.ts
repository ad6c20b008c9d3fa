/** Sound on simulated boards: the readable front end's features and the executor's answer, on every core; what that costs. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findBoard, type Board } from '../../boards/index.ts';
import { archiveFor, compileNet, firmware, type Image } from '../../codegen/index.ts';
import { keywordFeatures } from '../../data/index.ts';
import { Rng } from '../../lib/index.ts';
import { buildNet } from '../../net/index.ts';
import { quantise, randomInputs, randomWeights, runInt8 } from '../../quant/index.ts';
import { dscnnSpace, sampleGenome, toArchitecture } from '../../space/index.ts';
import { answerSteps, deviceOf } from './answer.ts';
import { finish } from './device.ts';
import { listenSteps } from './listenRun.ts';

const BOARDS = (['stm32g0b1', 'rp2040', 'sam3x8e', 'stm32f446', 'nrf52840', 'stm32f746', 'nrf5340', 'rp2350'] as const).map((id) => findBoard(id));

const rng = new Rng('listen');
const net = buildNet(toArchitecture(dscnnSpace(), sampleGenome(dscnnSpace(), rng)));
const given = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 0.5847029, zeroPoint: 83 });
const { int8Net, plan } = compileNet(given);

const imageFor = (board: Board, listens: boolean): Image =>
  firmware(int8Net, plan, board, randomInputs(net, 1, rng.fork('sample')), new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`)), { listens });

/** A tone that swells out of noise. */
const sound = Int16Array.from({ length: 16_000 }, (_, i) => Math.round((i / 2) * Math.sin(i * 0.11) + 200 * (rng.float() - 0.5)));

test.each(BOARDS)('$name hears what the page hears', (board) => {
  const image = imageFor(board, true);
  const { features, output, frontEnd, stretch, network, stackBytes, ramBytes } = finish(listenSteps(deviceOf(image, board), sound));
  expect(features).toEqual(keywordFeatures(sound));
  expect(output).toEqual(runInt8(given, features));
  const deaf = imageFor(board, false);
  expect(deaf.symbols.filter(({ name }) => name.startsWith('thimble_audio'))).toEqual([]);
  console.info(`${board.name} (${board.core}): ${frontEnd.instructions} instructions, ${frontEnd.cycles} cycles a second, ${stretch.cycles} in 20 ms; network ${network.cycles}; stack ${stackBytes}, RAM ${ramBytes}, flash ${image.sizes.flash - deaf.sizes.flash}`);
  expect(stretch.cycles).toBeLessThan(board.clockMhz.value * 20_000);
  expect(ramBytes).toBe(6480 + 640);
});

test('a device that has answered before counts and answers as one that has not, even where it was left in the middle', () => {
  const board = findBoard('stm32f446');
  const image = imageFor(board, true);
  const kept = deviceOf(image, board);
  const quiet = sound.map((sample) => sample >> 5);
  const alone = [sound, quiet].map((one) => finish(listenSteps(deviceOf(image, board), one)));
  expect([sound, quiet, sound].map((one) => finish(listenSteps(kept, one)))).toEqual([alone[0], alone[1], alone[0]]);
  const broken = listenSteps(kept, quiet);
  for (let i = 0; i < 8; i++) broken.next();
  const [first, second] = alone.map(({ features }) => features);
  const answers = [first, second].map((features) => finish(answerSteps(deviceOf(image, board), features)));
  expect([second, first].map((features) => finish(answerSteps(kept, features)))).toEqual([answers[1], answers[0]]);
  expect(answers.map(({ instructions }) => instructions)).toEqual(alone.map(({ network }) => network.instructions));
});
