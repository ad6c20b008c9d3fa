/**
 * Examples a second that the supernet trains at: smallest, largest and a sandwich of four networks a step, forward,
 * both gradients and update, for each number of workers: `node dist/cli/bench-train.js [--workers 1,2] [--batch 64]
 * [--seconds 5] [--space dscnn] [--json]`. Beside it the published rates of PyTorch and TensorFlow.js, of other
 * networks on another machine, as MACs trained per second, which is all that can be compared across networks.
 */
import { cpus } from 'node:os';
import { argv, exit, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { macs as macsOf } from '../core/cost/index.ts';
import { InputError, Rng } from '../core/lib/index.ts';
import { buildNet } from '../core/net/index.ts';
import { encodeGenome, findSpace, largest, sampleGenome, smallest, toArchitecture, type Genome, type Space } from '../core/space/index.ts';
import { createSupernet, defaultRecipe, Optimiser, type TrainRecipe, type Unit } from '../core/train/index.ts';
import { loadBackend } from '../core/tensor/index.ts';
import { assetFolder, assetReader, nodeHost } from '../workers/node/index.ts';

/** reference/training.md, section 2: images a second of a whole step on a 2-vCPU Zen 4; network A, 2.53 M MACs, batch 64. */
const PUBLISHED = [
  { engine: 'PyTorch 2.13 CPU, 1 thread', examplesPerSecond: 931, macs: 2.53e6 },
  { engine: 'PyTorch 2.13 CPU, 2 threads', examplesPerSecond: 1409, macs: 2.53e6 },
  { engine: 'prototype of this core, 1 worker', examplesPerSecond: 1455, macs: 2.53e6 },
  { engine: 'prototype of this core, 2 workers', examplesPerSecond: 2822, macs: 2.53e6 },
  { engine: 'tfjs wasm with added kernels, 1 thread', examplesPerSecond: 181, macs: 2.53e6 },
];

interface Row {
  readonly networks: string;
  readonly workers: number;
  /** Of the batch; each passes through all networks of the step. */
  readonly examplesPerSecond: number;
  /** Forward MACs of all networks of the step, times examples a second. */
  readonly macsPerSecond: number;
  readonly steps: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      workers: { type: 'string', default: '1,2' }, batch: { type: 'string', default: '64' }, seconds: { type: 'string', default: '5' },
      space: { type: 'string', default: 'dscnn' }, json: { type: 'boolean', default: false },
    },
  });
  const whole = (text: string, option: string): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1) throw new InputError(`"${text}" is not a whole number above 0`, option);
    return number;
  };
  const counts = values.workers.split(',').map((text) => whole(text, '--workers'));
  const batch = whole(values.batch, '--batch');
  if (batch % 32 !== 0) throw new InputError(`${batch} is not a multiple of 32, the size of a shard`, '--batch');
  const seconds = whole(values.seconds, '--seconds');
  const space = findSpace(values.space);
  const recipe: TrainRecipe = { ...defaultRecipe, batch, shard: 32 };
  const rng = new Rng('bench');
  const random = [sampleGenome(space, rng), sampleGenome(space, rng)];
  const cases: [string, Genome[]][] = [['smallest', [smallest(space)]], ['largest', [largest(space)]], ['sandwich', [largest(space), smallest(space), ...random]]];

  const rows: Row[] = [];
  for (const workers of counts) {
    for (const [networks, genomes] of cases) {
      const rate = await measure(space, recipe, genomes, workers, seconds * 1000);
      const macs = genomes.reduce((sum, genome) => sum + macsOf(buildNet(toArchitecture(space, genome))), 0);
      const row = { networks, workers, ...rate, macsPerSecond: rate.examplesPerSecond * macs };
      rows.push(row);
      if (!values.json) stdout.write(`${networks.padEnd(10)} ${workers} workers: ${rate.examplesPerSecond.toFixed(0).padStart(6)} examples/s, ${(row.macsPerSecond / 1e9).toFixed(2)} GMAC/s (${rate.steps} steps)\n`);
    }
  }
  const published = PUBLISHED.map((row) => ({ ...row, macsPerSecond: row.examplesPerSecond * row.macs }));
  if (values.json) stdout.write(`${JSON.stringify({ space: space.id, batch, shard: 32, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, rows, published })}\n`);
  else for (const { engine, examplesPerSecond, macsPerSecond } of published) stdout.write(`published: ${engine}: ${examplesPerSecond} examples/s of 2.53 M MACs, ${(macsPerSecond / 1e9).toFixed(2)} GMAC/s\n`);
}

/** The median step's rate, after two steps that warm the engines up. */
async function measure(space: Space, recipe: TrainRecipe, genomes: readonly Genome[], workers: number, ms: number): Promise<{ examplesPerSecond: number; steps: number }> {
  const folder = assetFolder();
  const crew = nodeHost(workers, folder).openTrainCrew?.({ space: space.id, recipe });
  if (!crew) throw new InputError('the built worker is missing; run "npm run build:cli" and the script from dist/cli', 'worker.js');
  const supernet = createSupernet(space, 1);
  const optimiser = new Optimiser(await loadBackend(await assetReader(folder)('kernels/train.wasm')), supernet, recipe);
  const units = unitsOf(space, recipe, genomes);
  optimiser.begin();
  const times: number[] = [];
  for (let spent = 0; spent < ms || times.length < 5; ) {
    const start = performance.now();
    const { gradients } = await crew.step(supernet.values, units);
    optimiser.update(gradients, 1e-3);
    times.push(performance.now() - start);
    spent += times[times.length - 1];
  }
  crew.close();
  const sorted = times.slice(2).sort((a, b) => a - b);
  return { examplesPerSecond: (1000 * recipe.batch) / sorted[Math.floor(sorted.length / 2)], steps: times.length };
}

/** A batch of noise with labels; the kernels take as long as for speech. */
function unitsOf(space: Space, { batch, shard }: TrainRecipe, genomes: readonly Genome[]): Unit[] {
  const rng = new Rng('examples');
  const size = space.input[0] * space.input[1] * space.input[2];
  return genomes.flatMap((genome, which) => Array.from({ length: batch / shard }, (_, index): Unit => ({
    genome: encodeGenome(genome), role: genomes.length === 1 ? 'alone' : which === 0 ? 'teacher' : 'pupil', shard: index,
    inputs: Float32Array.from({ length: shard * size }, () => rng.normal()), labels: Uint8Array.from({ length: shard }, () => rng.int(space.classes)),
    weight: 1 / (batch * genomes.length),
  })));
}

try {
  await main();
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  exit(error instanceof InputError ? 2 : 1);
}
