/**
 * How fast a search measures sub-nets: one network of about 2.5 M MACs, recalibrated on 256 and evaluated on 600
 * keywords, on one thread; then the sub-nets of a whole search by each number of workers, sharing what they have in
 * common and sharing nothing. `npm run build:cli && node dist/cli/bench-search.js [--workers 1,2] [--examples 600]
 * [--count 120] [--rounds 3] [--json]`. The networks are those of an evolution under a limit of 2.5 M MACs that takes
 * work for worth, so they crowd below the limit, generation by generation, as those of a search do. Beside
 * the clock the processor time of this program is told: it leaves out what other programs of the machine take.
 */
import { cpus, loadavg } from 'node:os';
import { argv, cpuUsage, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { macs as macsOf } from '../core/cost/index.ts';
import { decodeTask } from '../core/data/index.ts';
import { InputError } from '../core/lib/index.ts';
import { buildNet } from '../core/net/index.ts';
import { evolve } from '../core/search/index.ts';
import { decodeGenome, encodeGenome, findSpace, toArchitecture, type Genome } from '../core/space/index.ts';
import { loadBackend } from '../core/tensor/index.ts';
import { decodeCheckpoint, evaluateGenome, PREFIX_BYTES, prefixOrder, SubnetEvaluator } from '../core/train/index.ts';
import { defaultRecipe } from '../engine/index.ts';
import { assetFolder, assetReader, nodeHost } from '../workers/node/index.ts';
import { runMain } from './train/commandLine.ts';

const LIMIT_MACS = 2.5e6;
const CALIBRATION = 256;
const SINGLE_TIMES = 9;
/** Sub-nets a worker is given at a time, as in a search. */
const PER_WORKER = 10;
const CHECKPOINT = 'checkpoints/keywords-dscnn.ckpt';

const space = findSpace(defaultRecipe.space);
const work = (genome: Genome): number => macsOf(buildNet(toArchitecture(space, genome)));
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

/** In the order in which a search would measure them: generation 0 of 40, then 20 children of each operator. */
async function searched(count: number): Promise<string[]> {
  const config = { population: 40, parents: 10, generations: Math.ceil(Math.max(0, count - 40) / 40), crossovers: 20, mutations: 20, mutationProbability: 0.1 };
  const order: Genome[] = [];
  const steps = evolve({
    space, config, seed: 1,
    judge: (genome) => ({ fits: work(genome) <= LIMIT_MACS }),
    fitness: (genomes) => {
      order.push(...genomes);
      return Promise.resolve(genomes.map((genome) => work(genome) / LIMIT_MACS));
    },
  });
  while ((await steps.next()).done !== true);
  return order.slice(0, count).map(encodeGenome);
}

interface Single {
  readonly genome: string;
  readonly macs: number;
  /** Medians in milliseconds, of the clock and of the processor. */
  readonly ms: number;
  readonly processorMs: number;
}

/** Nothing shared with a network before: by evaluateGenome, and by an evaluator that keeps its examples and memory only. */
async function timeSingle(examples: number): Promise<{ readonly plain: Single; readonly evaluator: Single }> {
  const read = assetReader(assetFolder());
  const backend = await loadBackend(await read('kernels/train.wasm'));
  const task = decodeTask(await read('tasks/keywords.bin'), 'keywords.bin');
  const { supernet } = decodeCheckpoint(await read(CHECKPOINT), CHECKPOINT, space.id);
  const options = { calibration: CALIBRATION, examples };
  const networks = (await searched(200)).map((text) => ({ text, genome: decodeGenome(text) }));
  const { text, genome } = networks.reduce((best, next) => (work(next.genome) > work(best.genome) ? next : best));
  const evaluator = new SubnetEvaluator(backend, supernet, task, options, 0);
  const time = (run: () => { readonly loss: number }): Single & { readonly loss: number } => {
    const { loss } = run();
    const times = Array.from({ length: SINGLE_TIMES }, () => {
      const [start, used] = [performance.now(), cpuUsage()];
      run();
      const { user, system } = cpuUsage(used);
      return { ms: performance.now() - start, processorMs: (user + system) / 1000 };
    });
    return { genome: text, macs: work(genome), ms: median(times.map(({ ms }) => ms)), processorMs: median(times.map(({ processorMs }) => processorMs)), loss };
  };
  const { loss, ...plain } = time(() => evaluateGenome(backend, supernet, genome, task, options));
  const { loss: same, ...own } = time(() => evaluator.evaluate(genome));
  if (same !== loss) throw new Error(`the evaluator's loss is ${same}, evaluateGenome's ${loss}`);
  return { plain, evaluator: own };
}

interface Rate {
  readonly workers: number;
  readonly prefixBytes: number;
  /** Median over the rounds. */
  readonly subnetsPerSecond: number;
  readonly rounds: readonly number[];
  /** Of all workers together, for one sub-net; median over the rounds. */
  readonly processorMs: number;
}

/** Workers are started and set up before the clock. */
async function timePools(genomes: readonly string[], counts: readonly number[], examples: number, rounds: number): Promise<Rate[]> {
  const checkpoint = await assetReader(assetFolder())(CHECKPOINT);
  const recipe = { ...defaultRecipe, search: { ...defaultRecipe.search, calibration: CALIBRATION, examples } };
  const entries = counts.flatMap((workers) => [0, PREFIX_BYTES].map((prefixBytes) => ({ workers, prefixBytes, rates: [] as number[], used: [] as number[] })));
  let first: readonly number[] | null = null;
  for (let round = 0; round < rounds; round++) {
    for (const { workers, prefixBytes, rates, used } of entries) {
      const pool = nodeHost(workers).openFitnessPool({ recipe, checkpoint, data: null, prefixBytes });
      await pool.evaluate(Array.from({ length: workers }, () => genomes[0]));
      const [start, before] = [performance.now(), cpuUsage()];
      const accuracies = new Array<number>(genomes.length);
      for (let from = 0; from < genomes.length; from += PER_WORKER * workers) {
        const some = genomes.slice(from, from + PER_WORKER * workers);
        const order = prefixOrder(space, some.map(decodeGenome));
        (await pool.evaluate(order.map((i) => some[i]))).forEach((accuracy, place) => (accuracies[from + order[place]] = accuracy));
      }
      rates.push((1000 * genomes.length) / (performance.now() - start));
      const { user, system } = cpuUsage(before);
      used.push((user + system) / 1000 / genomes.length);
      pool.close();
      first ??= accuracies;
      if (accuracies.some((accuracy, i) => accuracy !== first?.[i])) throw new Error('the accuracies depend on the workers');
    }
  }
  return entries.map(({ rates, used, ...entry }) => ({ ...entry, subnetsPerSecond: median(rates), rounds: rates, processorMs: median(used) }));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      workers: { type: 'string', default: '1,2' }, examples: { type: 'string', default: '600' }, count: { type: 'string', default: '120' },
      rounds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false },
    },
  });
  const whole = (text: string, option: string): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1) throw new InputError(`"${text}" is not a whole number above 0`, option);
    return number;
  };
  const counts = values.workers.split(',').map((text) => whole(text, '--workers'));
  const [examples, rounds] = [whole(values.examples, '--examples'), whole(values.rounds, '--rounds')];
  const genomes = await searched(whole(values.count, '--count'));
  const say = (line: string): void => void (values.json || stdout.write(`${line}\n`));
  const single = await timeSingle(examples);
  for (const [name, { macs, ms, processorMs }] of Object.entries(single)) {
    say(`${name}: sub-net of ${(macs / 1e6).toFixed(2)} M MACs, recalibrated on ${CALIBRATION}, evaluated on ${examples}, one thread: ${ms.toFixed(0)} ms, of which ${processorMs.toFixed(0)} ms at work`);
  }
  const meanMacs = genomes.reduce((sum, text) => sum + work(decodeGenome(text)), 0) / genomes.length;
  const rates = await timePools(genomes, counts, examples, rounds);
  for (const { workers, prefixBytes, subnetsPerSecond, processorMs } of rates) {
    say(`${workers} worker${workers === 1 ? ' ' : 's'}, ${prefixBytes === 0 ? 'nothing shared ' : 'prefixes shared'}: ${subnetsPerSecond.toFixed(1)} sub-nets/s, ${processorMs.toFixed(0)} ms at work each (${genomes.length} of ${(meanMacs / 1e6).toFixed(2)} M MACs on average)`);
  }
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load: loadavg()[0] };
  if (values.json) stdout.write(`${JSON.stringify({ machine, calibration: CALIBRATION, examples, single, count: genomes.length, meanMacs, rates })}\n`);
}

await runMain(main);
