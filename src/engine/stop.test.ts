/**
 * A stop ends a job within 100 ms of work wherever it is: in the slow reference, on the board, in code in RAM, among a
 * million samples. By the processor's time, so that a busy machine does not matter.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findBoard } from '../core/boards/index.ts';
import { archiveFor, compileNet, firmware, toElf } from '../core/codegen/index.ts';
import { Rng } from '../core/lib/index.ts';
import { buildNet } from '../core/net/index.ts';
import { encodeInt8Net, quantise, randomInputs, randomWeights } from '../core/quant/index.ts';
import { largest, mcunetSpace, toArchitecture } from '../core/space/index.ts';
import { defaultRecipe, inlinePool, runJob, StoppedError, type Host, type JobName, type Jobs } from './index.ts';

const MOST_MS = 100;
const readAsset = (path: string): Promise<Uint8Array> => Promise.resolve(new Uint8Array(readFileSync(`public/${path}`)));
const cpuMs = (): number => process.cpuUsage().user / 1000;

/** Runs a job, stops it at the second event of a stage; how much work it did after that, Infinity if it went on to its end. */
async function afterStop<K extends JobName>(job: K, input: Jobs[K]['input'], stage: string): Promise<number> {
  const stop = new AbortController();
  const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: cpuMs, breathe };
  let [events, told] = [0, Infinity];
  try {
    for (const steps = runJob(host, job, input, stop.signal); ; ) {
      const step = await steps.next();
      if (step.done === true) return Infinity;
      if (step.value.stage === stage) events++;
      if (events < 2 || stop.signal.aborted) continue;
      told = cpuMs();
      stop.abort();
    }
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
    return cpuMs() - told;
  }
}

const board = findBoard('stm32f746');
const recipe = { ...defaultRecipe, board: board.id };
const space = mcunetSpace({ width: 0.35, resolution: 80, classes: 5 });
const net = buildNet(toArchitecture(space, largest(space)));
const rng = new Rng('stop');
const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 1, rng.fork('clips')), 1, { scale: 1 / 50, zeroPoint: 0 });
const inputs = randomInputs(net, 2, rng.fork('inputs'));
const model = encodeInt8Net(int8Net);

test.each(['simulate', 'board'])('a network, in stage %s', async (stage) => {
  expect(await afterStop('simulate', { recipe, model, inputs }, stage)).toBeLessThan(MOST_MS);
});

test('a ranking, within a space of many samples', async () => {
  expect(await afterStop('rankSpaces', { recipe, family: 'toybox', samples: 1_000_000 }, 'sample')).toBeLessThan(MOST_MS);
});

test('an image, in translated code and in code in RAM', async () => {
  const small = compileNet(int8Net);
  const image = (code: readonly number[]): Uint8Array => {
    const linked = firmware(small.int8Net, small.plan, board, inputs.subarray(0, inputs.length / 2), new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`)));
    const text = linked.sections.find(({ name }) => name === '.text');
    const infer = linked.symbols.find(({ name }) => name === 'thimble_infer');
    if (text?.bytes && infer) text.bytes.set(new Uint8Array(Uint16Array.from(code).buffer), infer.address - text.address);
    return toElf(linked);
  };
  const endless = image([0xbf00, 0xe7fd]); // nop; b .-2
  // r0 = 0x20001000, r1 = the same two instructions; r1 goes there, and control after it
  const inRam = image([0x2020, 0x0600, 0x2101, 0x0309, 0x1840, 0xf64b, 0x7100, 0xf2ce, 0x71fd, 0x6001, 0x3001, 0x4700]);
  for (const bytes of [endless, inRam]) {
    expect(await afterStop('runImage', { recipe, image: { path: 'a.elf', bytes }, fuel: 1e12 }, 'run')).toBeLessThan(MOST_MS);
  }
});
