/**
 * Measures sub-nets: what every fitness worker holds. One evaluator has a training core, the task and the supernet in
 * memory and answers genome by genome; the answer depends on the setup and the genome alone.
 */
import { decodeGenome } from '../core/space/index.ts';
import { loadBackend } from '../core/tensor/index.ts';
import { PREFIX_BYTES, SubnetEvaluator } from '../core/train/index.ts';
import { StoppedError } from './errors.ts';
import type { FitnessPool, FitnessSetup, ReadAsset } from './host.ts';
import { loadSupernet, loadTask } from './setup.ts';

export const TRAIN_KERNELS = 'kernels/train.wasm';

/** @returns from an encoded genome to validation accuracy; some hundredths of a second of work per call */
export async function createEvaluator(readAsset: ReadAsset, { recipe, checkpoint, data, prefixBytes }: FitnessSetup): Promise<(genome: string) => number> {
  const [backend, { task }, { supernet }] = await Promise.all([
    readAsset(TRAIN_KERNELS).then(loadBackend),
    loadTask({ readAsset }, recipe, data),
    loadSupernet(readAsset, recipe, checkpoint),
  ]);
  const { calibration, examples } = recipe.search;
  const evaluator = new SubnetEvaluator(backend, supernet, task, { calibration, ...(examples === null ? {} : { examples }) }, prefixBytes);
  return (genome) => evaluator.evaluate(decodeGenome(genome)).accuracy;
}

/** Of all workers of a pool together. */
const MOST_PREFIX_BYTES = 768 * 1024 * 1024;

/** The setup of each of so many workers. */
export const sharedAmong = (workers: number, setup: FitnessSetup): FitnessSetup => ({ prefixBytes: Math.min(PREFIX_BYTES, Math.floor(MOST_PREFIX_BYTES / workers)), ...setup });

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
