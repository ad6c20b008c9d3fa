/**
 * What the bundle takes of flash and RAM, as sums that open: constants per role and layer, op table, arena, stack.
 * Bytes of constants, table and arena are exact, as the C code declares them; code and stack depend on the compiler
 * and are estimates from arm-none-eabi-gcc 12.2 -O2 for Cortex-M4 (-fstack-usage, size).
 */
import type { ArenaPlan } from '../memory/index.ts';
import type { Net, OpKind } from '../net/index.ts';
import type { Int8Net } from '../quant/index.ts';
import { lower, OP_BYTES, type ConstantRole, type Lowered } from './lower.ts';

/** Text of each kernel file and of the runner, bytes; estimated. */
export const KERNEL_CODE_BYTES: Readonly<Partial<Record<OpKind, number>> & { runner: number }> = {
  conv2d: 790, depthwiseConv2d: 1480, dense: 470, add: 1100, averagePool2d: 290, maxPool2d: 260, softmax: 860, runner: 100,
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

/** Why the arena is as large as it is: what is alive at the busiest step. bytes = parts + unused. */
export interface ArenaSum {
  readonly step: number;
  readonly name: string;
  /** Tensors and scratch, each rounded up to 4 bytes; an output that takes its input's place is named with it. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
  /** What the plan could not pack; 0 for nearly every network. */
  readonly unused: number;
}

/** All bytes. flash = weights + bias + scales + opTable + alignment + code; ram = arena + stack. */
export interface MemorySum {
  readonly flash: { readonly total: number; readonly weights: number; readonly bias: number; readonly scales: number; readonly opTable: number; readonly alignment: number; readonly code: number };
  readonly ram: { readonly total: number; readonly arena: number; readonly stack: number };
  readonly arena: ArenaSum;
  readonly layers: readonly LayerMemory[];
}

export const memorySum = (int8Net: Int8Net, plan: ArenaPlan): MemorySum => memorySumOf(lower(int8Net, plan), plan);

export const opKinds = (net: Net): OpKind[] => [...new Set(net.nodes.map(({ kind }) => kind))].sort();

/** What is alive at one step, one part per address. */
function aliveAt(plan: ArenaPlan, step: number): ArenaSum['parts'] {
  const scratch = plan.scratch.filter((need) => need.step === step).map(({ offset, bytes }) => ({ name: 'one padded channel (scratch)', offset, bytes }));
  const byOffset = new Map<number, { name: string; bytes: number }>();
  for (const { name, offset, bytes } of [...plan.tensors.filter(({ first, last }) => first <= step && step <= last), ...scratch]) {
    const before = byOffset.get(offset);
    const whole = (bytes + 3) & ~3;
    byOffset.set(offset, before === undefined ? { name, bytes: whole } : { name: `${before.name}, in its place ${name}`, bytes: Math.max(before.bytes, whole) });
  }
  return [...byOffset.values()];
}

function arenaSum(plan: ArenaPlan, ops: Lowered['ops']): ArenaSum {
  const steps = ops.map(({ node: { name } }, step) => {
    const parts = aliveAt(plan, step);
    return { step, name, parts, unused: plan.bytes - parts.reduce((sum, { bytes }) => sum + bytes, 0) };
  });
  return steps.reduce((best, one) => (one.unused < best.unused ? one : best));
}

export function memorySumOf({ ops, constants, constantsBytes, arenaBytes }: Lowered, plan: ArenaPlan): MemorySum {
  const bytes = (role: ConstantRole, name?: string): number =>
    constants.reduce((sum, constant) => (constant.role === role && (name === undefined || constant.node === name) ? sum + constant.values.byteLength : sum), 0);
  const [weights, bias, scales] = [bytes('weights'), bytes('bias'), bytes('multipliers') + bytes('shifts')];
  const opTable = OP_BYTES * ops.length;
  const alignment = constantsBytes - weights - bias - scales;
  const code = [...new Set(ops.map(({ node }) => node.kind))].reduce((sum, kind) => sum + (KERNEL_CODE_BYTES[kind] ?? 0), KERNEL_CODE_BYTES.runner);
  return {
    flash: { total: constantsBytes + opTable + code, weights, bias, scales, opTable, alignment, code },
    ram: { total: arenaBytes + STACK_BYTES, arena: arenaBytes, stack: STACK_BYTES },
    arena: arenaSum(plan, ops),
    layers: ops.map(({ node: { name, kind } }) => ({
      name, op: kind, weights: bytes('weights', name), bias: bytes('bias', name), multipliers: bytes('multipliers', name), shifts: bytes('shifts', name),
    })),
  };
}
