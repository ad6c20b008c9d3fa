/**
 * Memory and steps of one training run on a backend: parameters, gradients and optimiser state in one block, the
 * workspace of the passes in another, both allocated once. A path is one network of the space; its gradients add up
 * in the shared block until `update`.
 */
import type { Net } from '../net/index.ts';
import { FLOAT_BYTES, type Address, type Backend } from '../tensor/index.ts';
import { backward } from './backward.ts';
import { forward } from './forward.ts';
import { roundUp4, slicesOf } from './layout.ts';
import { planPass } from './plan.ts';
import type { TrainRecipe } from './recipe.ts';
import type { Supernet } from './supernet.ts';

const [MOMENTUM, BETA1, BETA2, ADAM_EPSILON] = [0.9, 0.9, 0.999, 1e-8];
/** Below it a plan would mistake an address for "absent". */
const FIRST_ADDRESS = 16;

/** In a step with distillation the largest network teaches and the others follow. */
export type Role = 'alone' | 'teacher' | 'pupil';

export class TrainSession {
  private readonly parameters: Address;
  private readonly gradients: Address;
  private readonly moments: Address;
  private readonly teacher: Address;
  private readonly classPitch: number;
  private workspace: Address;
  private workspaceBytes: number;
  private decay1 = 1;
  private decay2 = 1;

  constructor(private readonly backend: Backend, private readonly supernet: Supernet, largest: Net, private readonly recipe: TrainRecipe) {
    const { count } = supernet.layout;
    this.classPitch = roundUp4(supernet.space.classes);
    this.workspaceBytes = planPass(largest, recipe.shard, 'train', FIRST_ADDRESS).end;
    [this.parameters, this.teacher, this.workspace] = allOrNone(backend, [4 * count, recipe.batch * this.classPitch, this.workspaceBytes / FLOAT_BYTES]);
    this.gradients = this.parameters + count * FLOAT_BYTES;
    this.moments = this.gradients + count * FLOAT_BYTES;
    this.upload();
  }

  /** Takes the supernet's values as they are now, and forgets the optimiser's past. */
  upload(): void {
    const { layout, values } = this.supernet;
    this.backend.floats(this.parameters, layout.count).set(values);
    this.backend.floats(this.gradients, 3 * layout.count).fill(0);
    this.decay1 = this.decay2 = 1;
  }

  /** Writes the parameters back to the supernet. */
  download(): void {
    const { layout, values } = this.supernet;
    values.set(this.backend.floats(this.parameters, layout.count));
  }

  /**
   * Forward and backward of one shard through one network; adds weight * gradient of the summed loss.
   * @param inputs shard x input elements; @param labels shard class indices
   * @param role a teacher's probabilities are kept for the pupils that come after it with the same shard
   * @param shard index of the shard in the batch
   * @returns weight * summed loss
   */
  accumulate(net: Net, inputs: Float32Array, labels: Uint8Array, weight: number, role: Role, shard: number): number {
    const { backend, recipe } = this;
    let plan = planPass(net, recipe.shard, 'train', this.workspace);
    if (plan.end > this.workspace + this.workspaceBytes) {
      this.workspaceBytes = plan.end - this.workspace;
      backend.free(this.workspace);
      this.workspace = backend.alloc(this.workspaceBytes / FLOAT_BYTES);
      plan = planPass(net, recipe.shard, 'train', this.workspace);
    }
    backend.floats(plan.input, inputs.length).set(inputs);
    backend.floats(plan.labels, labels.length).set(labels);
    const slices = slicesOf(this.supernet.layout, net, this.parameters);
    forward(backend, plan, slices);
    const gradients = slicesOf(this.supernet.layout, net, this.gradients);
    const teacher = this.teacher + shard * recipe.shard * this.classPitch * FLOAT_BYTES;
    if (role === 'teacher') backend.kernels.softmax(plan.logits, teacher, plan.batch, plan.classes, this.classPitch);
    const taught = role === 'pupil' ? { teacher, teacherShare: recipe.distillation } : { teacher: 0, teacherShare: 0 };
    return backward(backend, plan, slices, gradients, { labelSmoothing: recipe.labelSmoothing, ...taught, weight });
  }

  /** One optimiser step from the gradients gathered since the last, which it clears. */
  update(learningRate: number): void {
    const { layout } = this.supernet;
    this.decay1 *= BETA1;
    this.decay2 *= BETA2;
    this.updateRun(0, layout.decayed, learningRate, this.recipe.weightDecay);
    this.updateRun(layout.decayed, layout.count - layout.decayed, learningRate, 0);
    this.backend.floats(this.gradients, layout.count).fill(0);
  }

  private updateRun(from: number, count: number, rate: number, decay: number): void {
    const { kernels } = this.backend;
    const offset = from * FLOAT_BYTES;
    const [p, g, m] = [this.parameters + offset, this.gradients + offset, this.moments + offset];
    if (this.recipe.optimiser === 'sgd') kernels.sgd(p, g, m, count, rate, MOMENTUM, decay);
    else kernels.adam(p, g, m, m + this.supernet.layout.count * FLOAT_BYTES, count, rate, BETA1, BETA2, 1 / (1 - this.decay1), 1 / (1 - this.decay2), ADAM_EPSILON, decay);
  }

  close(): void {
    this.backend.free(this.workspace);
    this.backend.free(this.teacher);
    this.backend.free(this.parameters);
  }
}

/** Runs of so many floats each; where one is not to be had, the others are given back. */
function allOrNone(backend: Backend, counts: readonly [number, number, number]): [Address, Address, Address] {
  const taken: Address[] = [];
  try {
    for (const count of counts) taken.push(backend.alloc(count));
  } catch (error) {
    for (const address of taken) backend.free(address);
    throw error;
  }
  return [taken[0], taken[1], taken[2]];
}
