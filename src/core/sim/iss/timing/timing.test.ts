/** Cycles as the cores' manuals print them, row by row; the M7's schedule against LLVM's model of the core. */
import { describe, expect, test } from 'vitest';
import { findBoard } from '../../../boards/index.ts';
import type { IssCore } from '../cores.ts';
import { decode, itConditions, type Instruction } from '../decode/decoder.ts';
import { blockCycles, type BlockCycles } from './blockCycles.ts';
import { ARMV7M, FLOAT_PAIRS, M0PLUS, M3_PRODUCTS, M4_FLOAT, M4_PRODUCTS, M7_ISSUE, PAIRS, type Row } from './manuals.ts';
import { MIXES } from './mixes.ts';

/** Encodings as halfwords in hexadecimal, 4 or 8 digits each. */
function instructionsOf(core: IssCore, code: string): Instruction[] {
  let address = 0x100;
  let pending: readonly number[] = [];
  return code.split(' ').map((digits) => {
    const length = digits.length === 4 ? 2 : 4;
    const instruction = decode(core, address, Number.parseInt(digits, 16) | 0, length, pending[0] ?? null);
    pending = instruction.mnemonic === 'IT' ? itConditions((instruction.encoding >> 4) & 15, instruction.encoding & 15) : pending.slice(1);
    expect(instruction.refusal, digits).toBeNull();
    address += length;
    return instruction;
  });
}

const cyclesOf = (core: IssCore, code: string): BlockCycles => blockCycles(core)({ instructions: instructionsOf(core, code) });

function held(core: IssCore, rows: readonly Row[]): void {
  for (const [text, code, cycles, branch] of rows) {
    const { straight, taken } = cyclesOf(core, code);
    expect([text, straight + (branch === undefined ? 0 : taken)]).toEqual([text, cycles]);
  }
}

test('Cortex-M0+: every row of its table', () => {
  expect(M0PLUS.length).toBeGreaterThan(80);
  held('m0plus', M0PLUS);
});
test('Cortex-M3: every row of its table', () => held('m3', [...ARMV7M, ...M3_PRODUCTS]));
test('Cortex-M4: every row of its tables, packed data and floating point included', () => held('m4', [...ARMV7M, ...M4_PRODUCTS, ...M4_FLOAT]));
test('loads and stores of M3 and M4 side by side, as their manuals pair them', () => {
  held('m3', PAIRS);
  held('m4', PAIRS);
});
test('a floating-point result that is wanted at once takes a cycle more', () => held('m4', FLOAT_PAIRS));
test('the Cortex-M33, of which Arm prints no table, goes by the M4\'s', () => held('m33', [...ARMV7M, ...M4_PRODUCTS, ...M4_FLOAT, ...PAIRS, ...FLOAT_PAIRS]));

describe('Cortex-M7, two a cycle', () => {
  test.each(M7_ISSUE)('%s', (_text, code, issue) => {
    const { starts, straight } = cyclesOf('m7', code);
    expect(starts).toEqual(issue);
    expect(straight).toBe((issue.at(-1) ?? 0) + 1);
  });
});

test.each(MIXES)('$network: cycles for the instruction mix of a whole network, within 3 % of the model that hardware was held against, on both its boards', ({ blocks, cycles, behindFlash }) => {
  for (const [id, expected] of [['nrf5340', cycles], ['stm32l4r5', behindFlash]] as const) {
    const { timing } = findBoard(id);
    if (timing === null) throw new Error(id);
    const cyclesOfBlock = blockCycles('m4', timing);
    const sum = blocks.reduce((total, [code, executed, taken]) => {
      const one = cyclesOfBlock({ instructions: instructionsOf('m4', code) });
      return total + executed * one.straight + taken * one.taken;
    }, 0);
    expect([id, Math.abs(sum / expected - 1) < 0.03]).toEqual([id, true]);
  }
});
