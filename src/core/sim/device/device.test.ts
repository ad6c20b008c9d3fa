/**
 * Our images on simulated boards: the executor's bytes, QEMU's count of executed instructions for the same file, sums
 * that are exact, no read of memory that nobody wrote. QEMU's machines stand in for boards with memory in their places.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cores } from '../../../kernels/qemu/cores.ts';
import { buildCounter } from '../../../kernels/qemu/counter.ts';
import { runQemu } from '../../../scripts/iss/firmware.ts';
import { findBoard, type Board } from '../../boards/index.ts';
import { archiveFor, compileNet, firmware, lower, toElf, type Image } from '../../codegen/index.ts';
import { Rng } from '../../lib/index.ts';
import { patchStage, planArena, type ArenaPlan } from '../../memory/index.ts';
import { ALL_KINDS, importTflite, quantise, randomInputs, randomNet, randomWeights, runInt8, type Int8Net } from '../../quant/index.ts';
import { groupsOf, type Group } from '../groups.ts';
import { deviceRun } from './deviceRun.ts';

/** A board per core, its memory where QEMU's machine for the core has it. */
const BOARDS = (['stm32g0b1', 'stm32f103', 'stm32f446', 'stm32f746', 'nrf5340'] as const).map((id): Board => {
  const board = findBoard(id);
  if (board.memoryMap === null) throw new Error(id);
  const { flash: flashOrigin, ram: ramOrigin } = cores[board.core as keyof typeof cores];
  return { ...board, memoryMap: { ...board.memoryMap, flashOrigin, ramOrigin, flashBytes: 1 << 20, ramBytes: 1 << 20 } };
});
const byCore = BOARDS.map((board) => ({ board, core: board.core }));

const root = mkdtempSync(join(tmpdir(), 'device-'));
let plugin = '';
beforeAll(() => {
  plugin = buildCounter(root);
});
afterAll(() => rmSync(root, { recursive: true }));

interface Example {
  readonly int8Net: Int8Net;
  readonly plan: ArenaPlan;
  readonly inputs: readonly Int8Array[];
}

/** Random networks of every op; by turns as they are, with the input outside the arena, in patches. */
function example(seed: number): Example {
  const rng = new Rng(`device ${seed}`);
  const net = randomNet(rng, seed % 3 === 2 ? ['conv2d', 'depthwiseConv2d', 'add', 'maxPool2d'] : ALL_KINDS);
  const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: -4 });
  const steps = net.nodes.map((_, i) => i + 1).filter((count) => typeof patchStage(net, count) !== 'string').at(-1);
  const patch = seed % 3 === 2 && steps !== undefined ? { rows: 2, cols: 2, steps } : 'off';
  const plan = planArena(net, { inputExternal: seed % 3 === 1, lean: seed % 2 === 0, patch });
  return { int8Net, plan, inputs: ['a', 'b'].map((name) => randomInputs(net, 1, rng.fork(name))) };
}

const groupsFor = ({ int8Net, plan }: Pick<Example, 'int8Net' | 'plan'>): Group[] => groupsOf(lower(int8Net, plan).ops.map(({ node }) => int8Net.net.nodes.indexOf(node)), plan);
const imageFor = ({ int8Net, plan, inputs }: Example, board: Board): Image => firmware(int8Net, plan, board, inputs[0], new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`)));

function countedByQemu(image: Image, core: (typeof BOARDS)[number]['core']): number {
  const file = join(root, 'image.elf');
  writeFileSync(file, toElf(image));
  const { instructions, exit } = runQemu(file, core as keyof typeof cores, plugin);
  expect(exit).toBe(0);
  return instructions;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe.each(byCore)('$core', ({ board, core }) => {
  test('random networks: the executor\'s bytes, QEMU\'s instructions, exact sums, nothing read that was not written', () => {
    for (let seed = 0; seed < 6; seed++) {
      const one = example(seed);
      const image = imageFor(one, board);
      const { runs, whole, layers, runner, functions, mix, start, stackBytes, stale } = deviceRun({ firmware: image, board, inputs: one.inputs, groups: groupsFor(one) });
      runs.forEach(({ output }, i) => expect(output, `network ${seed}`).toEqual(runInt8(one.int8Net, one.inputs[i])));
      expect(start.instructions, `network ${seed}`).toBe(countedByQemu(image, core));
      expect(sum(layers.map(({ instructions }) => instructions)) + runner.instructions).toBe(whole.instructions);
      expect(sum(layers.map(({ cycles }) => cycles)) + runner.cycles).toBe(whole.cycles);
      expect(sum(functions.map(({ instructions }) => instructions))).toBe(whole.instructions);
      expect(sum(mix.map(({ count }) => count))).toBe(whole.instructions);
      // the walk through the plan is a handful of instructions a record
      expect(runner.instructions).toBeGreaterThan(0);
      expect(runner.instructions).toBeLessThan(40 + 20 * layers.length + 20 * lower(one.int8Net, one.plan).ops.length);
      expect(stackBytes).toBeLessThan(image.sizes.stack);
      expect(stale, `network ${seed}`).toEqual([]);
    }
  });
});

const FIXTURES = '../shared/fixtures';
describe.skipIf(!existsSync(FIXTURES))('MLPerf Tiny (skipped where ../shared/fixtures is absent)', () => {
  test.each(byCore)('keyword spotting on $core: TFLite Micro\'s output, QEMU\'s instructions', ({ board, core }) => {
    const { int8Net, plan } = compileNet(importTflite(readFileSync(`${FIXTURES}/tflite/kws_ref_model.tflite`), 'kws'));
    const input = new Int8Array(readFileSync(`${FIXTURES}/golden/kws.in.bin`));
    const one = { int8Net, plan, inputs: [input] };
    const image = imageFor(one, board);
    const result = deviceRun({ firmware: image, board, inputs: [input], groups: groupsFor(one) });
    expect(result.runs[0].output).toEqual(new Int8Array(readFileSync(`${FIXTURES}/golden/kws.out.bin`)));
    expect(result.start.instructions).toBe(countedByQemu(image, core));
    expect(result.stale).toEqual([]);
  });
});

test('layers that run before their input was written are found out, by place and instruction', () => {
  const board = findBoard('stm32f446');
  const reads = Array.from({ length: 6 }, (_, seed) => example(seed)).flatMap((one) =>
    deviceRun({ firmware: imageFor(one, board), board, inputs: one.inputs.slice(0, 1), groups: groupsFor(one).slice(1) }).stale.map((read) => ({ ...read, arena: one.plan.bytes })));
  expect(reads.length).toBeGreaterThan(0);
  for (const { offset, bytes, arena, pc, function: name } of reads) {
    expect(offset + bytes).toBeLessThanOrEqual(arena);
    expect(pc).toBeGreaterThan(0x0800_0000);
    expect(name).toMatch(/^[a-z_]\w+/);
  }
});
