/**
 * What the bundle takes of flash and RAM, as sums that open: constants per role and layer, op table, arena, stack.
 * Bytes of constants, table and arena are exact, as the C code declares them; code and stack depend on the compiler
 * and are estimates from arm-none-eabi-gcc 12.2 -O2 for Cortex-M4 (-fstack-usage, size).
 */
import { aligned, peakOf, type ArenaPlan } from '../memory/index.ts';
import type { OpKind } from '../net/index.ts';
import type { Int8Net } from '../quant/index.ts';
import type { ConstantRole } from './constantPool.ts';
import { lower, type Lowered } from './lower.ts';
import { OP_BYTES, type OpKernel } from './record.ts';

/** Text of each kernel's file, and of the runner with what all kernels share, bytes; estimated. */
export const KERNEL_CODE_BYTES: Readonly<Record<OpKernel | 'runner', number>> = {
  conv2d: 2996, conv2dLean: 1300, depthwiseConv2d: 2440, dense: 1712, add: 1200, averagePool2d: 680, maxPool2d: 496, softmax: 620,
  mul: 232, mean: 492, lookup: 104, copy: 304, fill: 52, resizeNearest: 220, patches: 360, runner: 604,
};

/** Deepest call chain from model_invoke down, painted and measured under QEMU and rounded up; estimated. */
const KERNEL_STACK_BYTES: Readonly<Partial<Record<OpKernel, number>>> = { conv2d: 608, depthwiseConv2d: 608, conv2dLean: 384, dense: 368 };
const LEAST_STACK_BYTES = 256;
/** A stage of patches runs its kernels one call and one copy of a record deeper. */
const PATCH_STACK_BYTES = 176;
/** Of a network of convolutions, run layer by layer. */
export const STACK_BYTES = 608;

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
  /** From 0, as nodes are counted; people are told it from 1. */
  readonly step: number;
  readonly name: string;
  /** Tensors and scratch, each rounded up to 4 bytes; tensors that lie over each other are one part that names them. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
  /** What the plan could not pack; 0 for nearly every network. */
  readonly unused: number;
}

/** All bytes. flash = weights + bias + scales + tables + opTable + alignment + code; ram = arena + stack. */
export interface MemorySum {
  readonly flash: {
    readonly total: number; readonly weights: number; readonly bias: number; readonly scales: number;
    /** Of lookups, resizes and patches. */
    readonly tables: number;
    readonly opTable: number; readonly alignment: number; readonly code: number;
  };
  readonly ram: { readonly total: number; readonly arena: number; readonly stack: number };
  readonly arena: ArenaSum;
  /** By node; what layers share counts for the first. */
  readonly layers: readonly LayerMemory[];
  /** Multiply-accumulates of one inference, those that patches do twice included. */
  readonly macs: number;
}

export const memorySum = (int8Net: Int8Net, plan: ArenaPlan): MemorySum => memorySumOf(int8Net, lower(int8Net, plan), plan);

/** The kernels of a plan, each once. */
export const kernelsUsed = ({ ops }: Lowered): OpKernel[] => [...new Set(ops.map(({ kernel }) => kernel))].sort();

const stackBytes = (kernels: readonly OpKernel[]): number =>
  Math.max(LEAST_STACK_BYTES, ...kernels.map((kernel) => KERNEL_STACK_BYTES[kernel] ?? 0)) + (kernels.includes('patches') ? PATCH_STACK_BYTES : 0);

/** What is alive at one step, one part per place. */
function aliveAt({ tensors, scratch }: ArenaPlan, step: number): ArenaSum['parts'] {
  const alive = [
    ...tensors.filter(({ first, last, offset }) => first <= step && step <= last && offset >= 0),
    ...scratch.filter((need) => need.step === step).map(({ offset, bytes }) => ({ name: 'scratch', offset, bytes })),
  ].sort((a, b) => a.offset - b.offset);
  const parts: { name: string; from: number; to: number }[] = [];
  for (const { name, offset, bytes } of alive) {
    const last = parts.at(-1);
    const to = offset + aligned(bytes);
    if (last === undefined || offset >= last.to) parts.push({ name, from: offset, to });
    else parts[parts.length - 1] = { name: `${last.name}, over it ${name}`, from: last.from, to: Math.max(last.to, to) };
  }
  return parts.map(({ name, from, to }) => ({ name, bytes: to - from }));
}

function arenaSum({ net }: Int8Net, plan: ArenaPlan): ArenaSum {
  const { step, name } = peakOf(plan, net);
  const parts = aliveAt(plan, step);
  return { step, name, parts, unused: plan.bytes - parts.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function macsOf({ net, layers }: Int8Net): number {
  return net.nodes.reduce((sum, { kind, name, output }) => {
    const [height, width] = net.tensors[output].shape;
    return sum + (layers.get(name)?.weights.length ?? 0) * (kind === 'dense' ? 1 : height * width);
  }, 0);
}

export function memorySumOf(int8Net: Int8Net, lowered: Lowered, plan: ArenaPlan): MemorySum {
  const { ops, constants, constantsBytes, arenaBytes } = lowered;
  const bytes = (role: ConstantRole, name?: string): number =>
    constants.reduce((sum, constant) => (constant.role === role && (name === undefined || constant.node === name) ? sum + constant.values.byteLength : sum), 0);
  const [weights, bias, scales, tables] = [bytes('weights'), bytes('bias'), bytes('multipliers') + bytes('shifts'), bytes('tables')];
  const opTable = OP_BYTES * ops.length;
  const alignment = constantsBytes - weights - bias - scales - tables;
  const kernels = kernelsUsed(lowered);
  const code = kernels.reduce((sum, kernel) => sum + KERNEL_CODE_BYTES[kernel], KERNEL_CODE_BYTES.runner);
  const stack = stackBytes(kernels);
  return {
    flash: { total: constantsBytes + opTable + code, weights, bias, scales, tables, opTable, alignment, code },
    ram: { total: arenaBytes + stack, arena: arenaBytes, stack },
    arena: arenaSum(int8Net, plan),
    layers: int8Net.net.nodes.map(({ name, kind }) => ({
      name, op: kind, weights: bytes('weights', name), bias: bytes('bias', name), multipliers: bytes('multipliers', name), shifts: bytes('shifts', name),
    })),
    macs: macsOf(int8Net) + (plan.patch?.extraMacs ?? 0),
  };
}
