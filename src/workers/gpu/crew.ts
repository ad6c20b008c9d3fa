/**
 * A crew of one graphics processor: computes the units of a step with TensorFlow.js and adds their gradients up where
 * they arise, so that the weights go there once a step and one array comes back. Optimiser, schedule and checkpoints
 * stay those of the float core. Sums are taken in whatever order the hardware likes: the bits are nobody's to rely on.
 */
import * as tf from '@tensorflow/tfjs-core';
import { StoppedError, type StepSum, type TrainCrew, type Unit } from '../../engine/index.ts';
import type { Net } from '../../core/net/index.ts';
import type { Networks, UnitRecipe } from '../../core/train/index.ts';
import { logitsOf } from './graph.ts';
import { allRuns, netRuns, type LayerRuns, type Run } from './runs.ts';

/** What a unit adds to the step; the caller disposes of the tensors. */
interface UnitSums {
  readonly loss: tf.Scalar;
  /** Of a teacher. */
  readonly probabilities: tf.Tensor2D | null;
  /** In the order of the network's parts. */
  readonly gradients: readonly tf.Tensor[];
}

interface Prepared {
  readonly net: Net;
  readonly layers: ReadonlyMap<string, LayerRuns>;
  readonly runs: readonly Run[];
}

/** @param breathe lets the event loop run, so that a stop can arrive between units */
export function createGpuCrew(networks: Networks, recipe: UnitRecipe, breathe: () => Promise<void>): TrainCrew {
  let closed = false;
  const prepared = new Map<string, Prepared>();

  function prepare(genome: string): Prepared {
    const known = prepared.get(genome);
    if (known !== undefined) return known;
    const net = networks.net(genome);
    const layers = netRuns(networks.layout, net);
    const fresh = { net, layers, runs: allRuns(layers) };
    if (prepared.size >= MOST_PREPARED) prepared.clear();
    prepared.set(genome, fresh);
    return fresh;
  }

  async function step(values: Float32Array, units: readonly Unit[]): Promise<StepSum> {
    const whole = tf.tensor1d(values.slice());
    const held = new Set<tf.Tensor>([whole]);
    const hold = <T extends tf.Tensor>(tensor: T): T => {
      held.add(tensor);
      return tensor;
    };
    const release = (tensor: tf.Tensor): void => {
      tensor.dispose();
      held.delete(tensor);
    };
    const tables = new Map<number, tf.Tensor2D>();
    const images = new Map<string, tf.Tensor4D>();
    const lessons = new Map<number, tf.Tensor2D>();
    const sums = new Map<number, { readonly run: Run; sum: tf.Tensor }>();
    const losses: tf.Scalar[] = [];
    try {
      for (const unit of units) {
        await breathe();
        if (closed) throw new StoppedError();
        const { net, layers, runs } = prepare(unit.genome);
        for (const { at, rows, pitch } of runs) {
          if (!tables.has(at)) tables.set(at, hold(tf.tidy(() => tf.reshape(tf.slice(whole, at, rows * pitch), [rows, pitch]) as tf.Tensor2D)));
        }
        const key = `${unit.shard}/${unit.inputs.length}`; // networks of one side share their shard's images
        const inputs = images.get(key) ?? hold(tf.tensor4d(unit.inputs.slice(), [unit.labels.length, ...net.tensors[net.inputs[0]].shape]));
        images.set(key, inputs);
        const { loss, probabilities, gradients } = computeUnit(unit, net, layers, runs, runs.map(({ at }) => tables.get(at) as tf.Tensor2D), inputs, lessons.get(unit.shard) ?? null);
        losses.push(hold(loss));
        if (probabilities !== null) lessons.set(unit.shard, hold(probabilities));
        runs.forEach((run, i) => {
          const before = sums.get(run.at);
          if (before === undefined) sums.set(run.at, { run, sum: hold(gradients[i]) });
          else {
            const sum = hold(tf.add(before.sum, gradients[i]));
            release(before.sum);
            gradients[i].dispose();
            before.sum = sum;
          }
        });
      }
      const parts = [...sums.values()];
      const flat = hold(tf.tidy(() => tf.concat([...losses.map((loss) => tf.reshape(loss, [1])), ...parts.map(({ sum }) => tf.reshape(sum, [-1]))])));
      const floats = (await flat.data()) as Float32Array;
      if (closed) throw new StoppedError();
      return gather(floats, losses.length, parts.map(({ run }) => run), values.length);
    } finally {
      for (const tensor of held) tensor.dispose();
    }
  }

  function computeUnit(unit: Unit, net: Net, layers: ReadonlyMap<string, LayerRuns>, runs: readonly Run[], tables: tf.Tensor2D[], inputs: tf.Tensor4D, lesson: tf.Tensor2D | null): UnitSums {
    const said: tf.Tensor2D[] = [];
    const [loss, ...gradients] = tf.tidy((): tf.Tensor[] => {
      const targets = targetsOf(unit, networks.classes, recipe, lesson);
      const lossOf = (...own: tf.Tensor[]): tf.Scalar => {
        const byPlace = new Map(runs.map(({ at }, i) => [at, own[i] as tf.Tensor2D]));
        const logits = logitsOf(net, layers, (run) => byPlace.get(run?.at ?? -1) as tf.Tensor2D, inputs);
        if (unit.role === 'teacher') said.push(tf.keep(tf.softmax(logits)));
        return tf.mul(tf.sum(tf.mul(targets, tf.logSoftmax(logits))), -unit.weight);
      };
      const { value, grads } = tf.valueAndGrads(lossOf)(tables);
      return [value, ...grads];
    });
    return { loss: loss as tf.Scalar, probabilities: said[0] ?? null, gradients };
  }

  return {
    workers: 1,
    step,
    close() {
      closed = true;
    },
  };
}

/** Networks whose parts are remembered. */
const MOST_PREPARED = 256;

/** What a unit is to say of each example: its label, smoothed or blended, and in part what the teacher said. */
function targetsOf({ labels, role, mixed }: Unit, classes: number, { labelSmoothing, distillation }: UnitRecipe, lesson: tf.Tensor2D | null): tf.Tensor2D {
  const shape: [number, number] = [labels.length, classes];
  const taught = role === 'pupil' ? lesson : null;
  const pitch = mixed ? mixed.targets.length / labels.length : classes;
  const own = new Float32Array(labels.length * classes);
  labels.forEach((label, j) => {
    if (mixed) own.set(mixed.targets.subarray(j * pitch, j * pitch + classes), j * classes);
    else {
      own.fill(labelSmoothing / classes, j * classes, (j + 1) * classes);
      own[j * classes + label] += 1 - labelSmoothing;
    }
  });
  const targets = tf.tensor2d(own, shape);
  const share = mixed?.share ?? 1 - distillation;
  return taught === null ? targets : tf.add(tf.mul(targets, share), tf.mul(taught, 1 - share));
}

/** Losses, then the parts one after another, put where the supernet has them; what no unit used stays 0. */
function gather(floats: Float32Array, losses: number, runs: readonly Run[], count: number): StepSum {
  const gradients = new Float32Array(count);
  let loss = 0;
  for (const own of floats.subarray(0, losses)) loss += own;
  let from = losses;
  for (const { at, rows, pitch } of runs) {
    gradients.set(floats.subarray(from, from + rows * pitch), at);
    from += rows * pitch;
  }
  return { loss, gradients };
}
