/** Looking into a run changes nothing of it: moments against the interpreter from the first instruction, sums against the plain run. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findBoard } from '../../boards/index.ts';
import { archiveFor, firmware, lower, toElf } from '../../codegen/index.ts';
import { Rng } from '../../lib/index.ts';
import { patchStage, planArena } from '../../memory/index.ts';
import { ALL_KINDS, quantise, randomInputs, randomNet, randomWeights, runInt8 } from '../../quant/index.ts';
import { deviceRun } from '../device/deviceRun.ts';
import { finish } from '../device/device.ts';
import { groupsOf } from '../groups.ts';
import { loadElf } from '../iss/elf.ts';
import { momentSteps, overviewSteps, WRITTEN, type Moment, type Move } from './index.ts';
import { Replay } from './replay.ts';

/** One board a core. */
const BOARDS = ['stm32g0b1', 'stm32f103', 'stm32f446', 'stm32f746', 'nrf5340'] as const;

/** A random network on a board: every op, or a stage in patches. */
function example(boardId: (typeof BOARDS)[number], seed: number) {
  const rng = new Rng(`debug ${seed}`);
  const patched = seed % 2 === 1;
  const net = randomNet(rng, patched ? ['conv2d', 'depthwiseConv2d', 'add', 'maxPool2d'] : ALL_KINDS);
  const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: -4 });
  const steps = net.nodes.map((_, i) => i + 1).filter((count) => typeof patchStage(net, count) !== 'string').at(-1);
  const plan = planArena(net, { patch: patched && steps !== undefined ? { rows: 2, cols: 2, steps } : 'off' });
  const board = findBoard(boardId);
  const input = randomInputs(net, 1, rng.fork('a'));
  const image = firmware(int8Net, plan, board, input, new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`)));
  const groups = groupsOf(lower(int8Net, plan).ops.map(({ node }) => net.nodes.indexOf(node)), plan);
  return { int8Net, plan, board, input, image, groups, of: { loaded: { image: loadElf(toElf(image)), vectors: image.vectors }, board, input } };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe.each(BOARDS)('%s', (id) => {
  test.each([0, 1])('network %i: the overview is the plain run, line by line', (seed) => {
    const { int8Net, board, input, image, groups, of } = example(id, seed);
    const plain = deviceRun({ firmware: image, board, inputs: [input], groups });
    const { instructions, layers, functions, waitCycles, output } = finish(overviewSteps(of, groups));
    expect(output).toEqual(runInt8(int8Net, input));
    expect(instructions).toBe(plain.runs[0].instructions);
    expect(sum(functions.map((one) => one.instructions))).toBe(instructions);
    expect(sum(functions.map((one) => one.cycles)) - waitCycles).toBeCloseTo(plain.runs[0].cycles, 3);
    for (const { lines, ...whole } of functions) {
      expect(sum(lines.map(({ executions }) => executions))).toBe(whole.instructions);
      expect(sum(lines.map(({ cycles }) => cycles))).toBeCloseTo(whole.cycles, 3);
    }
    // each layer is what it takes alone, and its share of the walk through the plan
    layers.forEach((layer, i) => {
      const walk = layer.instructions - plain.layers[i].instructions;
      expect(walk).toBeGreaterThan(0);
      expect(walk).toBeLessThan(60 * groups[i].count);
      expect(layer.at + layer.instructions).toBe(layers[i + 1]?.at ?? instructions);
      expect(layer.filledBytes).toBeGreaterThanOrEqual(layers[i - 1]?.filledBytes ?? 0);
    });
  });

  test('any moment is what the interpreter alone comes to, forwards and backwards', () => {
    const { int8Net, plan, groups, of } = example(id, 0);
    const { instructions, layers } = finish(overviewSteps(of, groups));
    const begins = layers.map(({ at }) => at);
    const go = (move: Move): Moment => finish(momentSteps(of, begins, move));
    // one walk of the interpreter serves all moments, in order
    const slow = finish(Replay.start(of));
    const rng = new Rng(`moments ${id}`);
    const moments = [0, 1, begins[1], instructions - 1, instructions, ...Array.from({ length: 5 }, () => rng.int(instructions))].sort((a, b) => a - b);
    for (const at of moments) {
      finish(slow.to(at, Infinity));
      const { registers, arena, pc, ended } = go({ kind: 'to', at });
      const { n, z, c, v, r, s } = slow.machine.registers;
      expect(registers).toMatchObject({ r, s, n, z, c, v });
      expect(Buffer.from(arena.buffer).equals(slow.machine.memory.read(slow.device.arena.base, arena.length))).toBe(true);
      expect([pc, ended]).toEqual([r[15] >>> 0, at === instructions]);
    }
    // after a layer of one tensor, its bytes are those just written
    const { step } = groups[0];
    const { offset, bytes } = plan.tensors[int8Net.net.nodes[step].output];
    const { written } = go({ kind: 'to', at: begins[1] ?? instructions });
    expect([...written.subarray(offset, offset + bytes)].every((mark) => mark === WRITTEN.now)).toBe(true);
  });

  test('over a call in one step; to a function\'s next entry; an end is an end', () => {
    const { groups, of } = example(id, 0);
    const { instructions, layers, functions } = finish(overviewSteps(of, groups));
    const begins = layers.map(({ at }) => at);
    const go = (move: Move): Moment => finish(momentSteps(of, begins, move));
    const atCall = go({ kind: 'to', at: begins[0] });
    const after = go({ kind: 'over', at: begins[0] });
    expect(after.pc).toBe(atCall.pc + 2); // BLX is short
    expect(after.registers.r[13]).toBe(atCall.registers.r[13]);
    expect(after.at - begins[0]).toBeGreaterThan(layers[0].instructions * 0.9);
    expect(go({ kind: 'over', at: begins[0] + 1 }).at).toBe(begins[0] + 2);
    const entered = functions.find(({ name }) => name === 'int8_requantise' || name.startsWith('int8_')) ?? functions[0];
    const entry = go({ kind: 'address', at: 0, address: entered.address });
    expect(entry.pc).toBe(entered.address);
    expect(entry.function).toBe(entered.name);
    const reset = of.loaded.image.symbols.find(({ name }) => name === 'thimble_reset')?.address ?? 0;
    expect(go({ kind: 'address', at: entry.at, address: reset })).toMatchObject({ at: instructions, ended: true });
    expect(go({ kind: 'to', at: instructions + 1000 })).toMatchObject({ at: instructions, ended: true });
  });
});

test('a stack that grows too far ends the run where it happens', () => {
  const { groups, of } = example('stm32f446', 0);
  const { layers } = finish(overviewSteps(of, groups));
  const broken = { ...of, loaded: { ...of.loaded, image: { ...of.loaded.image, symbols: of.loaded.image.symbols.map((one) => (one.name === 'thimble_stack_bottom' ? { ...one, address: one.address + one.bytes + 1400 } : one)) } } };
  const moment = finish(momentSteps(broken, layers.map(({ at }) => at), { kind: 'to', at: Infinity }));
  expect(moment.ended).toBe(true);
  expect(moment.fault).toContain('the stack reached');
});
