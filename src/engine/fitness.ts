/**
 * Measures sub-nets: what every fitness worker holds. One evaluator has a training core, the task and the supernet in
 * memory and answers genome by genome; the answer depends on the setup and the genome alone.
 */
import { taskAt, type Task } from '../core/data/index.ts';
import { decodeGenome, sideOf } from '../core/space/index.ts';
import { loadBackend } from '../core/tensor/index.ts';
import { evaluateGenome } from '../core/train/index.ts';
import { StoppedError } from './errors.ts';
import type { FitnessPool, FitnessSetup, ReadAsset } from './host.ts';
import { loadSupernet, loadTask } from './setup.ts';

export const TRAIN_KERNELS = 'kernels/train.wasm';

/** @returns from an encoded genome to validation accuracy; some tenths of a second of work per call */
export async function createEvaluator(readAsset: ReadAsset, { recipe, checkpoint, data }: FitnessSetup): Promise<(genome: string) => number> {
  const [backend, { task }, { supernet }] = await Promise.all([
    readAsset(TRAIN_KERNELS).then(loadBackend),
    loadTask({ readAsset }, recipe, data),
    loadSupernet(readAsset, recipe, checkpoint),
  ]);
  const { calibration, examples } = recipe.search;
  const options = { calibration, ...(examples === null ? {} : { examples }) };
  const bySide = new Map<number, Task>();
  /** Reduced once for each side. */
  const fed = (side: number | null): Task => {
    if (side === null) return task;
    const small = bySide.get(side) ?? taskAt(task, side);
    bySide.set(side, small);
    return small;
  };
  return (text) => {
    const genome = decodeGenome(text);
    return evaluateGenome(backend, supernet, genome, fed(sideOf(supernet.space, genome.genes)), options).accuracy;
  };
}

/** Measures where it stands, one sub-net after the other: for hosts without workers, and the oracle of those with. */
export function inlinePool(readAsset: ReadAsset, setup: FitnessSetup, breathe: () => Promise<void>): FitnessPool {
  let evaluator: Promise<(genome: string) => number> | null = null;
  let closed = false;
  return {
    workers: 1,
    async evaluate(genomes) {
      evaluator ??= createEvaluator(readAsset, setup);
      const measure = await evaluator;
      const accuracies: number[] = [];
      for (const genome of genomes) {
        await breathe();
        if (closed) throw new StoppedError();
        accuracies.push(measure(genome));
      }
      return accuracies;
    },
    close() {
      closed = true;
    },
  };
}
