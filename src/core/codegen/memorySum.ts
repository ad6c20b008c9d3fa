/**
 * What the bundle takes of flash and RAM, as sums that open: constants per role and layer, op table, arena, stack.
 * Bytes of constants, table and arena are exact, as the C code declares them; code and stack depend on the compiler
 * and are estimates from arm-none-eabi-gcc 12.2 -O2 for Cortex-M4 (-fstack-usage, size).
 */
import type { ArenaPlan } from '../memory/index.ts';
import type { Net, OpKind } from '../net/index.ts';
import type { Int8Net } from '../quant/index.ts';
import { lower, type ConstantRole, type Lowered } from './lower.ts';
import { OP_BYTES } from './planTable.ts';

/** Text of each kernel file and of the runner, bytes; estimated. */
export const KERNEL_CODE_BYTES: Readonly<Record<OpKind | 'runner', number>> = {
  conv2d: 790, depthwiseConv2d: 1480, dense: 470, add: 1100, averagePool2d: 290, runner: 100,
};

/** Deepest call chain model_invoke, model_run, int8_run, kernel, 188 bytes when painted and measured, rounded up; estimated. */
export const STACK_BYTES = 256;

export interface LayerMemory {
  readonly name: string;
  readonly op: OpKind;
  readonly weights: number;
  readonly bias: number;
  readonly multipliers: number;
  readonly shifts: number;
}

/** All bytes. flash = weights + bias + scales + opTable + alignment + code; ram = arena + stack. */
export interface MemorySum {
  readonly flash: { readonly total: number; readonly weights: number; readonly bias: number; readonly scales: number; readonly opTable: number; readonly alignment: number; readonly code: number };
  readonly ram: { readonly total: number; readonly arena: number; readonly stack: number };
  readonly layers: readonly LayerMemory[];
}

export const memorySum = (int8Net: Int8Net, plan: ArenaPlan): MemorySum => memorySumOf(lower(int8Net, plan));

export const opKinds = (net: Net): OpKind[] => [...new Set(net.nodes.map(({ kind }) => kind))].sort();

export function memorySumOf({ ops, constants, constantsBytes, arenaBytes }: Lowered): MemorySum {
  const bytes = (role: ConstantRole, name?: string): number =>
    constants.reduce((sum, constant) => (constant.role === role && (name === undefined || constant.node === name) ? sum + constant.values.byteLength : sum), 0);
  const [weights, bias, scales] = [bytes('weights'), bytes('bias'), bytes('multipliers') + bytes('shifts')];
  const opTable = OP_BYTES * ops.length;
  const alignment = constantsBytes - weights - bias - scales;
  const code = [...new Set(ops.map(({ node }) => node.kind))].reduce((sum, kind) => sum + KERNEL_CODE_BYTES[kind], KERNEL_CODE_BYTES.runner);
  return {
    flash: { total: constantsBytes + opTable + code, weights, bias, scales, opTable, alignment, code },
    ram: { total: arenaBytes + STACK_BYTES, arena: arenaBytes, stack: STACK_BYTES },
    layers: ops.map(({ node: { name, kind } }) => ({
      name, op: kind, weights: bytes('weights', name), bias: bytes('bias', name), multipliers: bytes('multipliers', name), shifts: bytes('shifts', name),
    })),
  };
}
