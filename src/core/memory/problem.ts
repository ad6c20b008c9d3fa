/**
 * The placing problem of a network, without its ops: sizes and lifetimes of tensors, and for each step the kernels it
 * may run with, their scratch, and at which distances from a dying input the output may lie. All bytes, all multiples
 * of four. `leastBytes` is the bound below which no plan can go: the step that needs most, at its best arrangement.
 */
import { elements, type Net, type TensorId } from '../net/index.ts';
import { wholeGeometry, type Geometry } from './geometry.ts';
import { kernelsOf, type Access, type KernelName } from './kernels.ts';
import { aligned, lifetimes, type Lifetime } from './lifetimes.ts';
import type { PlanOptions } from './options.ts';
import { pixelDistances, ringIsSafe, samePlaces } from './overlap.ts';
import { macsPerPixel, patchElements, patchGeometries, patchPlan, type PatchPlan } from './patch.ts';

/** A dying input and where the output may lie over it; distance = output's address - input's address. */
export interface Near {
  readonly input: TensorId;
  /** Safe up to this distance, processed forward. */
  readonly forward: number;
  /** Safe from this distance on, processed in falling order. */
  readonly reverse: number;
  /** Safe at distance 0, where the two bounds do not say so already. */
  readonly equal: boolean;
}

export interface StepKernel {
  readonly kernel: KernelName;
  readonly scratch: number;
  /** Multiply-accumulates run by a slower kernel than the step's first. */
  readonly slowMacs: number;
  readonly nears: readonly Near[];
}

export interface Step {
  readonly output: TensorId;
  /** Fastest first. */
  readonly kernels: readonly StepKernel[];
}

export interface Problem {
  /** By tensor id: what it takes, and that rounded up to words; a tensor outside the arena rounds to 0. */
  readonly bytes: readonly number[];
  readonly sizes: readonly number[];
  readonly lives: readonly Lifetime[];
  readonly inArena: readonly boolean[];
  readonly steps: readonly Step[];
  readonly patch: PatchPlan | null;
}

export function placingProblem(net: Net, options: PlanOptions = {}): Problem {
  const { inputExternal = false, patch: grid = 'off' } = options;
  const patch = grid === 'off' ? null : patchPlan(net, grid);
  const used = new Set([...net.inputs, ...net.nodes.flatMap((node) => [...node.inputs, node.output])]);
  const inArena = net.tensors.map((_, id) => used.has(id) && !(inputExternal && net.inputs.includes(id)));
  const inner = innerTensors(net, patch);
  const lives = stageLives(net, patch, inner);
  const bytes = net.tensors.map(({ shape }, id) => (patch !== null && inner.has(id) ? patchElements(net, patch, id) : elements(shape)));
  const sizes = bytes.map((size, id) => (inArena[id] ? aligned(size) : 0));

  const steps = net.nodes.map((node, step): Step => {
    const onPatches = patch !== null && step < patch.steps;
    const geometries = node.inputs.map((_, index) => (onPatches ? patchGeometries(net, patch, step, index) : [wholeGeometry(net, node, index)]));
    const mayOverlap = (id: TensorId): boolean =>
      inArena[id] && lives[id].last === step && !net.outputs.includes(id) && (!onPatches || (inner.has(id) && inner.has(node.output)));
    const nearby = (access: Access): Near[] =>
      [...new Set(node.inputs)].filter(mayOverlap).flatMap((input) => near(input, geometries[node.inputs.indexOf(input)], access, options));
    const choices = geometries[0].map((geometry) => kernelsOf(net, node, geometry));
    const [height, width] = net.tensors[node.output].shape;
    return {
      output: node.output,
      kernels: choices[0].slice(0, options.lean === true ? undefined : 1).map(({ name, access }, i) => ({
        kernel: name,
        scratch: aligned(Math.max(...choices.map((list) => list[i].scratch))),
        slowMacs: i === 0 ? 0 : macsPerPixel(net, node) * height * width,
        nears: nearby(access),
      })),
    };
  });
  return { bytes, sizes, lives, inArena, steps, patch };
}

/** What lives as patches alone: written and read within the stage. */
function innerTensors(net: Net, patch: PatchPlan | null): Set<TensorId> {
  return new Set(net.nodes.slice(0, Math.max(0, (patch?.steps ?? 0) - 1)).map(({ output }) => output));
}

/** While patches follow one another, what the stage reads from outside and what it writes to outside both stay. */
function stageLives(net: Net, patch: PatchPlan | null, inner: ReadonlySet<TensorId>): Lifetime[] {
  const lives = lifetimes(net);
  if (patch === null) return lives;
  const stage = net.nodes.slice(0, patch.steps);
  const outer = new Set(stage.flatMap(({ inputs, output }) => [...inputs, output]).filter((id) => !inner.has(id)));
  return lives.map(({ first, last }, id) => (outer.has(id) ? { first: 0, last: Math.max(last, patch.steps - 1) } : { first, last }));
}

/** None where the two must lie apart. On patches a distance must do for all of them. */
function near(input: TensorId, geometries: readonly Geometry[], access: Access, { inPlace = true, overlap = true }: PlanOptions): Near[] {
  const apart = { input, forward: -Infinity, reverse: Infinity };
  switch (access.order) {
    case 'pixels': {
      if (!overlap) return [];
      const distances = geometries.map((geometry) => pixelDistances(geometry, access.interleaved));
      const least = (direction: 'forward' | 'reverse'): number => Math.ceil(Math.max(...distances.map((one) => one[direction])) / 4) * 4;
      return [{ input, forward: 0 - least('forward'), reverse: access.reversible ? least('reverse') : Infinity, equal: false }];
    }
    case 'elements':
      return inPlace && geometries.every(samePlaces) ? [{ ...apart, equal: true }] : [];
    case 'ring':
      return inPlace && geometries.every(ringIsSafe) ? [{ ...apart, equal: true }] : [];
    case 'whole':
      return [];
    default:
      return access satisfies never;
  }
}

/** Whether an output of `size` bytes may lie at this distance from an input of `inputSize` bytes. */
export const allowed = (near: Near | undefined, distance: number, size: number, inputSize: number): boolean =>
  distance <= -size || distance >= inputSize || (near !== undefined && (distance <= near.forward || distance >= near.reverse || (near.equal && distance === 0)));

/** Distances worth trying: closest on either side, equal starts, equal ends. */
export function distances({ forward, reverse }: Near, size: number, inputSize: number): number[] {
  return [0, inputSize - size, ...[forward, reverse].filter(Number.isFinite)];
}

/** Bytes that a step needs with this kernel however its tensors are arranged. */
export function kernelBytes({ sizes, lives, steps }: Problem, step: number, { scratch, nears }: StepKernel): number {
  const { output } = steps[step];
  const alive = lives.reduce((sum, { first, last }, id) => (first <= step && step <= last ? sum + sizes[id] : sum), 0);
  return alive + scratch - Math.max(0, ...nears.map((near) => mostShared(near, sizes[output], sizes[near.input])));
}

/** Bytes that a step needs at its best arrangement. */
export const stepBytes = (problem: Problem, step: number): number =>
  Math.min(...problem.steps[step].kernels.map((kernel) => kernelBytes(problem, step, kernel)));

/** Bytes that output and input share at most. */
export function mostShared(near: Near, size: number, inputSize: number): number {
  const shared = (distance: number): number => Math.max(0, Math.min(inputSize, distance + size) - Math.max(0, distance));
  return Math.max(0, ...distances(near, size, inputSize).filter((distance) => allowed(near, distance, size, inputSize)).map(shared));
}

/** The first of the steps that need most, at their best arrangement, and what it needs: no plan can go below. */
export function busiestStep(problem: Problem): { readonly step: number; readonly bytes: number } {
  return problem.steps.reduce((best, _, step) => {
    const bytes = stepBytes(problem, step);
    return bytes > best.bytes ? { step, bytes } : best;
  }, { step: 0, bytes: 0 });
}

export const leastBytes = (problem: Problem): number => busiestStep(problem).bytes;

/** Work by slow kernels without which no plan of this size exists. */
export const leastSlowMacs = (problem: Problem, bytes: number): number =>
  problem.steps.reduce((sum, { kernels }, step) => sum + (kernels.find((kernel) => kernelBytes(problem, step, kernel) <= bytes)?.slowMacs ?? 0), 0);
