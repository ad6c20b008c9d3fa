/** How long one sub-net takes to be judged, as a search does it: batch norm measured anew, folded, and a split classified. */
import { macs as macsOf } from '../../core/cost/index.ts';
import { decodeTask, type Split } from '../../core/data/index.ts';
import { Rng } from '../../core/lib/index.ts';
import { buildNet } from '../../core/net/index.ts';
import { dscnnSpace, sampleGenome, toArchitecture, type Genome } from '../../core/space/index.ts';
import { loadBackend } from '../../core/tensor/index.ts';
import { createSupernet, evaluateGenome } from '../../core/train/index.ts';
import type { ReadAsset } from '../../engine/index.ts';

const [CALIBRATION, EXAMPLES, TIMES] = [256, 600, 9];
const WANTED_MACS = 2.5e6;

export interface SubnetTime {
  readonly macs: number;
  readonly calibration: number;
  readonly examples: number;
  /** Median. */
  readonly ms: number;
  readonly fastest: number;
}

/** A network of the audio space of about 2.5 M MACs, on the built-in keywords. Weights do not matter here. */
export async function timeSubnet(read: ReadAsset, kernels: Uint8Array): Promise<SubnetTime> {
  const space = dscnnSpace();
  const task = decodeTask(await read('tasks/keywords.bin'), 'keywords.bin');
  const backend = await loadBackend(kernels);
  const supernet = createSupernet(space, 1);
  const macs = (genome: Genome): number => macsOf(buildNet(toArchitecture(space, genome)));
  const rng = new Rng('sub-net');
  const off = (genome: Genome): number => Math.abs(macs(genome) - WANTED_MACS);
  const genome = Array.from({ length: 200 }, () => sampleGenome(space, rng)).reduce((best, next) => (off(next) < off(best) ? next : best));
  const times = Array.from({ length: TIMES }, () => {
    const start = performance.now();
    evaluateGenome(backend, supernet, genome, { ...task, validation: enough(task.validation) }, { calibration: CALIBRATION, examples: EXAMPLES });
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { macs: macs(genome), calibration: CALIBRATION, examples: EXAMPLES, ms: times[TIMES >> 1], fastest: times[0] };
}

/** The split, repeated where it is shorter than what is timed. */
function enough(split: Split): Split {
  if (split.count >= EXAMPLES) return split;
  const size = split.features.length / split.count;
  const features = Int8Array.from({ length: EXAMPLES * size }, (_, i) => split.features[i % split.features.length]);
  return { count: EXAMPLES, features, labels: Uint8Array.from({ length: EXAMPLES }, (_, i) => split.labels[i % split.count]) };
}
