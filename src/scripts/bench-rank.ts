/**
 * Rank honesty: sub-nets of the shipped keyword supernet, spread over the space by their MACs, each trained by itself
 * from random weights, and how far the order of their accuracies is the supernet's.
 * `npm run build:cli && node dist/cli/bench-rank.js [--count 10] [--epochs 10] [--workers 2] [--seed 1] [--space dscnn]
 * [--out FILE] [--json]`. The recipe is the supernet's own, for one network and with a schedule of so many epochs; examples,
 * augmentation and bits do not depend on the workers. --out writes the record that the page shows, e.g.
 * public/recorded/rank-keywords.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { argv, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { macs as macsOf } from '../core/cost/index.ts';
import { decodeTask } from '../core/data/index.ts';
import { InputError, kendallTau, Rng } from '../core/lib/index.ts';
import { buildNet } from '../core/net/index.ts';
import { decodeGenome, encodeGenome, sampleGenome, toArchitecture, type Genome, type Space } from '../core/space/index.ts';
import { loadBackend } from '../core/tensor/index.ts';
import { createSupernet, decodeCheckpoint, evaluateFloat, evaluateGenome, FINAL_CALIBRATION, fineTune, type Checkpoint, type TrainRecipe } from '../core/train/index.ts';
import { defaultRecipe, type RankedNetwork, type RankRecord } from '../engine/index.ts';
import { assetFolder, assetReader } from '../workers/node/index.ts';
import { runMain } from './train/commandLine.ts';

const CHECKPOINT = 'checkpoints/keywords-dscnn.ckpt';
const DRAWN = 1000;
/** Of the networks drawn the cheapest and the dearest are left out, as few searches end there. */
const [LEAST, MOST] = [0.02, 0.98];

const read = assetReader(assetFolder());
const shipped = async (space: string): Promise<Checkpoint> => decodeCheckpoint(await read(CHECKPOINT), CHECKPOINT, space);
const macs = (space: Space, genome: Genome): number => macsOf(buildNet(toArchitecture(space, genome)));

/** At even steps of rank by MACs. */
function spread(space: Space, count: number, seed: number): Genome[] {
  const rng = new Rng(seed).fork('rank');
  const drawn = Array.from({ length: DRAWN }, () => sampleGenome(space, rng)).map((genome) => ({ genome, macs: macs(space, genome) })).sort((a, b) => a.macs - b.macs);
  return Array.from({ length: count }, (_, i) => drawn[Math.round((DRAWN - 1) * (LEAST + ((MOST - LEAST) * i) / (count - 1)))].genome);
}

interface Start {
  readonly epochs: number;
  readonly seed: number;
  readonly space: string;
}

const aloneRecipe = (recipe: TrainRecipe, epochs: number): TrainRecipe =>
  ({ ...recipe, largestEpochs: 0, epochs, schedule: 'sampled', paths: 1, sandwich: false, distillation: 0, evaluateEvery: 0 });

/** A thread: answers each genome with its accuracies, and tells epochs on the way. */
async function serve({ epochs, seed, space }: Start): Promise<void> {
  const backend = await loadBackend(await read('kernels/train.wasm'));
  const task = decodeTask(await read('tasks/keywords.bin'), 'keywords.bin');
  const { supernet, recipe } = await shipped(space);
  const untrained = createSupernet(supernet.space, seed, supernet.transforms);
  parentPort?.on('message', (text: string) => {
    const genome = decodeGenome(text);
    const shared = evaluateGenome(backend, supernet, genome, task, { calibration: FINAL_CALIBRATION }).accuracy;
    const steps = fineTune(backend, untrained, genome, task, aloneRecipe(recipe, epochs));
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const alone = evaluateFloat(backend, step.value, task.validation, task.inputQuant).accuracy;
    parentPort?.postMessage({ genome: text, macs: macs(supernet.space, genome), supernet: shared, alone } satisfies RankedNetwork);
  });
}

/** Each worker takes the next network, dearest first, so that all end at about the same time. */
async function rank(genomes: readonly string[], workers: number, start: Start, tell: (network: RankedNetwork) => void): Promise<RankedNetwork[]> {
  const waiting = [...genomes];
  const found = new Map<string, RankedNetwork>();
  await Promise.all(Array.from({ length: Math.min(workers, genomes.length) }, () => new Promise<void>((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: start });
    const next = (): void => {
      const genome = waiting.pop();
      if (genome !== undefined) worker.postMessage(genome);
      else void worker.terminate().then(() => resolve());
    };
    worker.on('error', reject);
    worker.on('message', (network: RankedNetwork) => {
      found.set(network.genome, network);
      tell(network);
      next();
    });
    next();
  })));
  return genomes.flatMap((genome) => found.get(genome) ?? []);
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const line = ({ genome, macs: work, supernet, alone }: RankedNetwork): string => `${genome}  ${(work / 1e6).toFixed(2).padStart(5)} M MACs  supernet ${percent(supernet)}  alone ${percent(alone)}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      count: { type: 'string', default: '10' }, epochs: { type: 'string', default: '10' }, workers: { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' }, space: { type: 'string', default: defaultRecipe.space }, out: { type: 'string' }, json: { type: 'boolean', default: false },
    },
  });
  const whole = (text: string, least: number, option: string): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least) throw new InputError(`"${text}" is not a whole number from ${least} on`, option);
    return number;
  };
  const [count, epochs, workers, seed] = [whole(values.count, 2, '--count'), whole(values.epochs, 1, '--epochs'), whole(values.workers, 1, '--workers'), whole(values.seed, 0, '--seed')];
  const { supernet, recipe, hash } = await shipped(values.space);
  const task = decodeTask(await read('tasks/keywords.bin'), 'keywords.bin');
  const genomes = [...new Set(spread(supernet.space, count, seed).map(encodeGenome))];
  const networks = await rank(genomes, workers, { epochs, seed, space: values.space }, (network) => stderr.write(`${line(network)}\n`));
  const record: RankRecord = {
    recorded: true, task: task.id, space: supernet.space.id, checkpointHash: hash, recipe: aloneRecipe(recipe, epochs), weightsSeed: seed, examples: task.validation.count, networks,
    tau: kendallTau(networks.map((network) => [network.supernet, network.alone])),
    tauOfMacs: kendallTau(networks.map((network) => [network.macs, network.alone])),
  };
  if (values.out !== undefined) {
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${JSON.stringify(record)}\n`);
  }
  if (values.json) stdout.write(`${JSON.stringify(record)}\n`);
  else {
    for (const network of networks) stdout.write(`${line(network)}\n`);
    const told = (tau: number | null): string => (tau === null ? 'not defined' : tau.toFixed(3));
    stdout.write(`Kendall's tau over ${networks.length} networks: supernet and trained alone ${told(record.tau)}; MACs and trained alone ${told(record.tauOfMacs)}\n`);
  }
}

if (isMainThread) await runMain(main);
else await serve(workerData as Start);
