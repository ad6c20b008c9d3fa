/**
 * A unit is one shard of a batch through one of the step's networks: what a step is cut into, and what workers share.
 * A runner holds the weights and computes units, each with gradients of its own that start from zero; whoever ordered
 * them adds them up in the order of the units. So the bits of a step are the same whoever computes which unit.
 * Plans and memory are kept from step to step.
 */
import { elements, type Net } from '../net/index.ts';
import { decodeGenome, type Space } from '../space/index.ts';
import { FLOAT_BYTES, type Address, type Backend } from '../tensor/index.ts';
import { backward, type LossOptions } from './backward.ts';
import { forward } from './forward.ts';
import { layoutOf, roundUp4, slicesOf, type Layout, type Slices } from './layout.ts';
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

/** By every weight of the supernet. */
export type Gradients = Float32Array<ArrayBuffer>;

/** What the way back needs. */
interface Lesson {
  readonly weight: number;
  readonly teacher: Float32Array | null;
  /** An array of a step before for the answer's gradients. */
  readonly spare?: Gradients | undefined;
}

/** What begins a unit. The first order of a step that a runner gets has the weights, which begin the step there. */
type Begin = { readonly unit: number; readonly values?: Float32Array | undefined } & Pick<Unit, 'genome' | 'inputs' | 'labels'>;

/** What a runner can be asked, as plain data; `unit` is the unit's place in the step. */
export type UnitOrder =
  | ({ readonly kind: 'forward' } & Begin & Pick<Unit, 'role'>)
  /** Both at once, for a unit that waits for no teacher. */
  | ({ readonly kind: 'whole' } & Begin & Lesson)
  /** Ends the unit. */
  | ({ readonly kind: 'backward'; readonly unit: number } & Lesson);

export interface UnitAnswer {
  /** Of a teacher, after its forward pass: rows padded to 4 classes. */
  readonly probabilities: Float32Array<ArrayBuffer> | null;
  /** weight * summed loss, after the backward pass. */
  readonly loss: number;
  /** The unit's own, by every weight of the supernet, after the backward pass. */
  readonly gradients: Gradients | null;
}

/** Of a recipe, what a runner must know. */
export type UnitRecipe = Pick<TrainRecipe, 'shard' | 'labelSmoothing' | 'distillation'> & { readonly augment: Pick<TrainRecipe['augment'], 'mixup'> };

/** What a runner trains: networks by name that share one run of parameters. */
export interface Networks {
  readonly layout: Layout;
  readonly classes: number;
  /** @throws InputError for a text that names none */
  net(genome: string): Net;
}

export const networksOf = (space: Space, { kernelTransform }: Pick<TrainRecipe, 'kernelTransform'>): Networks => ({
  layout: emptySupernet(space, 0, kernelTransform).layout,
  classes: space.classes,
  net: (genome) => netOf(space, decodeGenome(genome)),
});

/** One network by whatever name, with parameters of its own. */
export function singleNetwork(net: Net): Networks {
  return { layout: layoutOf(net), classes: elements(net.tensors[net.outputs[0]].shape), net: () => net };
}

interface Workspace { readonly at: Address; readonly bytes: number }

/** A network's plan at one address, with where its parameters and their gradients lie. */
interface Placed {
  readonly plan: Plan;
  readonly slices: Slices;
  readonly gradients: Slices;
}

interface Held extends Placed { readonly workspace: Workspace }

/** Below it a plan would mistake an address for "absent". */
const FIRST_ADDRESS = 16;
/** Plans remembered; the least recently used goes first. */
const MOST_PLACED = 32;
const NOTHING: UnitAnswer = { probabilities: null, loss: 0, gradients: null };

export class UnitRunner {
  private readonly parameters: Address;
  private readonly gradients: Address;
  private readonly teacher: Address;
  private readonly teacherFloats: number;
  private readonly held = new Map<number, Held>();
  private readonly sizes = new Map<string, number>();
  private readonly placed = new Map<string, Placed>();
  private idle: Workspace[] = [];

  constructor(private readonly backend: Backend, private readonly networks: Networks, private readonly recipe: UnitRecipe) {
    const { count } = networks.layout;
    this.teacherFloats = recipe.shard * roundUp4(networks.classes);
    this.parameters = backend.alloc(2 * count + this.teacherFloats);
    this.gradients = this.parameters + count * FLOAT_BYTES;
    this.teacher = this.gradients + count * FLOAT_BYTES;
  }

  /** @throws InputError where memory is short */
  obey(order: UnitOrder): UnitAnswer {
    switch (order.kind) {
      case 'forward':
        return this.forward(order);
      case 'backward':
        return this.backward(order.unit, order);
      case 'whole':
        this.forward({ ...order, kind: 'forward', role: 'alone' });
        return this.backward(order.unit, order);
      default:
        return order satisfies never;
    }
  }

  private forward({ unit, genome, role, inputs, labels, values }: UnitOrder & { kind: 'forward' }): UnitAnswer {
    const { backend } = this;
    if (values !== undefined) this.begin(values);
    const workspace = this.take(this.sizeOf(genome, labels.length));
    const { plan, slices, gradients } = this.place(genome, labels.length, workspace.at);
    this.held.set(unit, { plan, slices, gradients, workspace });
    backend.floats(plan.input, inputs.length).set(inputs);
    backend.floats(plan.labels, labels.length).set(labels);
    forward(backend, plan, slices);
    if (role !== 'teacher') return NOTHING;
    backend.kernels.softmax(plan.logits, this.teacher, plan.batch, plan.classes, roundUp4(plan.classes));
    return { ...NOTHING, probabilities: Float32Array.from(backend.floats(this.teacher, this.teacherFloats)) };
  }

  private begin(values: Float32Array): void {
    for (const unit of this.held.keys()) this.release(unit);
    this.backend.floats(this.parameters, values.length).set(values);
  }

  private backward(unit: number, { weight, teacher, spare }: Lesson): UnitAnswer {
    const { backend, recipe } = this;
    const { plan, slices, gradients } = this.find(unit);
    if (teacher !== null) backend.floats(this.teacher, this.teacherFloats).set(teacher);
    const taught = teacher === null ? { teacher: 0, teacherShare: 0 } : { teacher: this.teacher, teacherShare: recipe.augment.mixup > 0 ? 1 : recipe.distillation };
    const options: LossOptions = { labelSmoothing: recipe.labelSmoothing, ...taught, weight };
    const own = backend.floats(this.gradients, this.networks.layout.count);
    own.fill(0);
    const loss = backward(backend, plan, slices, gradients, options);
    this.release(unit);
    const result = spare ?? new Float32Array(own.length);
    result.set(own);
    return { probabilities: null, loss, gradients: result };
  }

  /** Bytes of a network's plan. */
  private sizeOf(genome: string, batch: number): number {
    const key = `${genome}/${batch}`;
    const known = this.sizes.get(key);
    if (known !== undefined) return known;
    const { end } = planPass(this.networks.net(genome), batch, 'train', FIRST_ADDRESS);
    return remember(this.sizes, key, end);
  }

  private place(genome: string, batch: number, at: Address): Placed {
    const key = `${genome}/${batch}/${at}`;
    const known = this.placed.get(key);
    if (known !== undefined) return remember(this.placed, key, known);
    const { layout } = this.networks;
    const net = this.networks.net(genome);
    return remember(this.placed, key, {
      plan: planPass(net, batch, 'train', at),
      slices: slicesOf(layout, net, this.parameters),
      gradients: slicesOf(layout, net, this.gradients),
    });
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

/** Puts a value last in a map and drops the first of too many. */
function remember<T>(map: Map<string, T>, key: string, value: T): T {
  map.delete(key);
  map.set(key, value);
  for (const first of map.keys()) {
    if (map.size <= MOST_PLACED) break;
    map.delete(first);
  }
  return value;
}
