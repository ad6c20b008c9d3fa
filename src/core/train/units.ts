/**
 * A unit is one shard of a batch through one of the step's networks: what a step is cut into, and what workers share.
 * A runner holds the weights and computes units in parts that may be far apart in time: forward, the gradients of
 * activations, and the gradients of weights, which continue the sums of the units before it. So the sums of a step
 * are one chain in the order of its units, whoever computes them, and its bits are those of one runner alone.
 */
import { decodeGenome, type Space } from '../space/index.ts';
import { FLOAT_BYTES, type Address, type Backend } from '../tensor/index.ts';
import { backward, backwardApart, weightGradients, type LossOptions } from './backward.ts';
import { forward } from './forward.ts';
import { roundUp4, slicesOf, type Layout, type Slices } from './layout.ts';
import { planPass, type Plan } from './plan.ts';
import type { TrainRecipe } from './recipe.ts';
import { emptySupernet, netOf } from './supernet.ts';

/** In a step with distillation the largest network teaches and the others follow. */
export type Role = 'alone' | 'teacher' | 'pupil';

export interface Unit {
  /** Encoded. */
  readonly genome: string;
  readonly role: Role;
  /** Index of the shard in the batch; a pupil learns from the teacher of the same shard. */
  readonly shard: number;
  /** shard x input elements. */
  readonly inputs: Float32Array;
  readonly labels: Uint8Array;
  /** Factor of the loss summed over the shard. */
  readonly weight: number;
  /** Of blended examples: target probabilities as the logits lie, and their share beside what a teacher says. */
  readonly mixed?: { readonly targets: Float32Array; readonly share: number };
}

/** The probabilities a unit learns from beside its labels, or in their place where examples are blended. */
export function lessonOf({ role, shard, mixed }: Unit, lessons: ReadonlyMap<number, Float32Array>): Float32Array | null {
  const lesson = role === 'pupil' ? (lessons.get(shard) ?? null) : null;
  if (mixed === undefined) return lesson;
  const { targets, share } = mixed;
  return targets.map((target, i) => (lesson === null ? target : target * share + lesson[i] * (1 - share)));
}

/** Gradients by the weights, as far as they have been added up. */
type Sums = Float32Array<ArrayBuffer>;

/** What a runner can be asked, as plain data; `unit` is the unit's place in the step. */
export type UnitOrder =
  /** Begins a step. */
  | { readonly kind: 'weights'; readonly values: Float32Array }
  | ({ readonly kind: 'forward'; readonly unit: number } & Pick<Unit, 'genome' | 'role' | 'inputs' | 'labels'>)
  /** With the sums of the units before it, weights' gradients are added at once and the unit is done. */
  | { readonly kind: 'backward'; readonly unit: number; readonly weight: number; readonly teacher: Float32Array | null; readonly gradients: Sums | null }
  /** Adds the weights' gradients of a unit that went backward without them. */
  | { readonly kind: 'gather'; readonly unit: number; readonly gradients: Sums };

export interface UnitAnswer {
  /** Of a teacher, after its forward pass: rows padded to 4 classes. */
  readonly probabilities: Float32Array<ArrayBuffer> | null;
  /** weight * summed loss, after the backward pass. */
  readonly loss: number;
  /** The sums given, with the unit's own added, in the array given. */
  readonly gradients: Sums | null;
}

interface Workspace { readonly at: Address; readonly bytes: number }

interface Held {
  readonly plan: Plan;
  readonly slices: Slices;
  readonly gradients: Slices;
  readonly workspace: Workspace;
  /** A run for the gradients of batch norm, while those of the units before are not known. */
  readonly norms: Address;
}

/** Below it a plan would mistake an address for "absent". */
const FIRST_ADDRESS = 16;
const NOTHING: UnitAnswer = { probabilities: null, loss: 0, gradients: null };

export class UnitRunner {
  private readonly layout: Layout;
  private readonly parameters: Address;
  private readonly gradients: Address;
  private readonly teacher: Address;
  private readonly teacherFloats: number;
  private readonly held = new Map<number, Held>();
  private idle: Workspace[] = [];

  /** @param apart whether units may go backward before those ahead of them; takes half as much memory again */
  constructor(private readonly backend: Backend, private readonly space: Space, private readonly recipe: TrainRecipe, private readonly apart: boolean) {
    this.layout = emptySupernet(space, 0, recipe.kernelTransform).layout;
    const { count } = this.layout;
    this.teacherFloats = recipe.shard * roundUp4(space.classes);
    this.parameters = backend.alloc(2 * count + this.teacherFloats);
    this.gradients = this.parameters + count * FLOAT_BYTES;
    this.teacher = this.gradients + count * FLOAT_BYTES;
  }

  /** @throws InputError where memory is short */
  obey(order: UnitOrder): UnitAnswer {
    switch (order.kind) {
      case 'weights':
        for (const unit of this.held.keys()) this.release(unit);
        this.backend.floats(this.parameters, this.layout.count).set(order.values);
        return NOTHING;
      case 'forward':
        return this.forward(order);
      case 'backward':
        return this.backward(order);
      case 'gather':
        return this.gather(order);
      default:
        return order satisfies never;
    }
  }

  private forward({ unit, genome, role, inputs, labels }: UnitOrder & { kind: 'forward' }): UnitAnswer {
    const { backend, layout } = this;
    const net = netOf(this.space, decodeGenome(genome));
    const kind = this.apart ? 'apart' : 'train';
    const normBytes = this.apart ? (layout.count - layout.decayed) * FLOAT_BYTES : 0;
    const end = planPass(net, labels.length, kind, FIRST_ADDRESS).end;
    const workspace = this.take(end + normBytes);
    const plan = planPass(net, labels.length, kind, workspace.at);
    const slices = slicesOf(layout, net, this.parameters);
    this.held.set(unit, { plan, slices, gradients: slicesOf(layout, net, this.gradients), workspace, norms: workspace.at + workspace.bytes - normBytes });
    backend.floats(plan.input, inputs.length).set(inputs);
    backend.floats(plan.labels, labels.length).set(labels);
    forward(backend, plan, slices);
    if (role !== 'teacher') return NOTHING;
    backend.kernels.softmax(plan.logits, this.teacher, plan.batch, plan.classes, roundUp4(plan.classes));
    return { ...NOTHING, probabilities: Float32Array.from(backend.floats(this.teacher, this.teacherFloats)) };
  }

  private backward({ unit, weight, teacher, gradients }: UnitOrder & { kind: 'backward' }): UnitAnswer {
    const { backend, recipe } = this;
    const { plan, slices, gradients: into, norms } = this.find(unit);
    if (teacher !== null) backend.floats(this.teacher, this.teacherFloats).set(teacher);
    const taught = teacher === null ? { teacher: 0, teacherShare: 0 } : { teacher: this.teacher, teacherShare: recipe.augment.mixup > 0 ? 1 : recipe.distillation };
    const options: LossOptions = { labelSmoothing: recipe.labelSmoothing, ...taught, weight };
    if (gradients !== null) {
      const loss = this.adding(gradients, () => backward(backend, plan, slices, into, options));
      this.release(unit);
      return { probabilities: null, loss, gradients };
    }
    if (!this.apart) throw new Error(`unit ${unit}: this runner adds gradients in order`);
    backend.floats(norms, this.layout.count - this.layout.decayed).fill(0);
    return { ...NOTHING, loss: backwardApart(backend, plan, slices, normSlices(into, norms - this.gradients - this.layout.decayed * FLOAT_BYTES), options) };
  }

  private gather({ unit, gradients }: UnitOrder & { kind: 'gather' }): UnitAnswer {
    const { backend, layout } = this;
    const { plan, gradients: into, norms } = this.find(unit);
    this.adding(gradients, () => {
      weightGradients(backend, plan, into);
      const own = this.gradients + layout.decayed * FLOAT_BYTES;
      backend.kernels.add(own, norms, own, layout.count - layout.decayed, 0);
    });
    this.release(unit);
    return { ...NOTHING, gradients };
  }

  /** Runs what adds to the gradients, on those given. */
  private adding<T>(gradients: Sums, add: () => T): T {
    const own = this.backend.floats(this.gradients, this.layout.count);
    own.set(gradients);
    const result = add();
    gradients.set(own);
    return result;
  }

  private find(unit: number): Held {
    const held = this.held.get(unit);
    if (held === undefined) throw new Error(`unit ${unit} has not gone forward here`);
    return held;
  }

  /** An idle workspace of that size, or a new one in the place of those that are too small. */
  private take(bytes: number): Workspace {
    const fit = this.idle.findIndex((workspace) => workspace.bytes >= bytes);
    if (fit >= 0) return this.idle.splice(fit, 1)[0];
    this.freeIdle();
    return { at: this.backend.alloc(bytes / FLOAT_BYTES), bytes };
  }

  private release(unit: number): void {
    this.idle.push(this.find(unit).workspace);
    this.held.delete(unit);
  }

  private freeIdle(): void {
    for (const { at } of this.idle) this.backend.free(at);
    this.idle = [];
  }

  /** Gives all memory back. */
  close(): void {
    for (const unit of this.held.keys()) this.release(unit);
    this.freeIdle();
    this.backend.free(this.parameters);
  }
}

/** The same slices with batch norm's parameters moved by so many bytes. */
const normSlices = (slices: Slices, by: number): Slices =>
  new Map(Array.from(slices, ([name, slice]) => [name, { ...slice, gamma: slice.gamma + by, beta: slice.beta + by }]));
