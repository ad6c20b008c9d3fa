/** The supernet's parameters on a backend, with gradients and moments beside them in one block: where the gradients of a step's units are added up and become new weights. */
import { ACTIVATION_CODES, FLOAT_BYTES, type Address, type Backend, type Floats } from '../tensor/index.ts';
import type { TrainRecipe } from './recipe.ts';
import type { GradientSum } from './share.ts';
import type { Supernet } from './supernet.ts';

const [MOMENTUM, BETA1, BETA2, ADAM_EPSILON] = [0.9, 0.9, 0.999, 1e-8];

/** What an optimiser remembers of the steps before. */
export interface OptimiserState {
  /** First, then second moments; SGD's velocities are the first. */
  readonly moments: Float32Array;
  /** beta1 and beta2 to the power of the steps done. */
  readonly decay1: number;
  readonly decay2: number;
}

export class Optimiser implements GradientSum {
  private readonly parameters: Address;
  private readonly gradients: Address;
  private readonly moments: Address;
  /** Gradients of one unit. */
  private readonly own: Address;
  private decay1 = 1;
  private decay2 = 1;
  /** Whether nothing has been added since `clear`. */
  private empty = true;

  constructor(private readonly backend: Backend, private readonly supernet: Pick<Supernet, 'layout' | 'values'>, private readonly recipe: Pick<TrainRecipe, 'optimiser' | 'weightDecay'>) {
    const { count } = supernet.layout;
    this.parameters = backend.alloc(5 * count);
    this.gradients = this.parameters + count * FLOAT_BYTES;
    this.moments = this.gradients + count * FLOAT_BYTES;
    this.own = this.moments + 2 * count * FLOAT_BYTES;
  }

  /** Takes the supernet's values as they are now, and the past given, or none. */
  begin(past?: OptimiserState): void {
    const { layout, values } = this.supernet;
    this.backend.floats(this.parameters, layout.count).set(values);
    const moments = this.backend.floats(this.moments, 2 * layout.count);
    if (past === undefined) moments.fill(0);
    else moments.set(past.moments);
    this.decay1 = past?.decay1 ?? 1;
    this.decay2 = past?.decay2 ?? 1;
  }

  state(): OptimiserState {
    return { moments: Float32Array.from(this.backend.floats(this.moments, 2 * this.supernet.layout.count)), decay1: this.decay1, decay2: this.decay2 };
  }

  clear(): void {
    this.empty = true;
  }

  /** What comes first is taken as it is: a unit's gradients are sums that begin with 0, so that none is -0. */
  add(own: Float32Array): void {
    const { backend, gradients, empty } = this;
    backend.floats(empty ? gradients : this.own, own.length).set(own);
    if (!empty) backend.kernels.add(gradients, this.own, gradients, own.length, ACTIVATION_CODES.none);
    this.empty = false;
  }

  /** Where `update` takes them from, so that what was added up here is not copied. */
  total(): Floats {
    const sums = this.backend.floats(this.gradients, this.supernet.layout.count);
    if (this.empty) sums.fill(0);
    this.empty = false;
    return sums;
  }

  /** One step; writes the new weights to the supernet. */
  update(gradients: Floats, learningRate: number): void {
    const { layout, values } = this.supernet;
    const total = this.total();
    if (gradients.buffer !== total.buffer) total.set(gradients);
    this.decay1 *= BETA1;
    this.decay2 *= BETA2;
    this.updateRun(0, layout.decayed, learningRate, this.recipe.weightDecay);
    this.updateRun(layout.decayed, layout.count - layout.decayed, learningRate, 0);
    values.set(this.backend.floats(this.parameters, layout.count));
  }

  private updateRun(from: number, count: number, rate: number, decay: number): void {
    const { kernels } = this.backend;
    const offset = from * FLOAT_BYTES;
    const [p, g, m] = [this.parameters + offset, this.gradients + offset, this.moments + offset];
    if (this.recipe.optimiser === 'sgd') kernels.sgd(p, g, m, count, rate, MOMENTUM, decay);
    else kernels.adam(p, g, m, m + this.supernet.layout.count * FLOAT_BYTES, count, rate, BETA1, BETA2, 1 / (1 - this.decay1), 1 / (1 - this.decay2), ADAM_EPSILON, decay);
  }

  close(): void {
    this.backend.free(this.parameters);
  }
}
