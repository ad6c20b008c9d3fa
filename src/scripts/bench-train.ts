/**
 * How fast the core trains: forward, both gradients and update on the three reference networks, with each number of
 * workers, beside the prototype in ../shared/prototypes/training, which is built and timed in the same run, and beside
 * TensorFlow.js; then one sub-net recalibrated and evaluated. `npm run bench:train -- [--networks A,B32,B64]
 * [--workers 1,2] [--rounds 15] [--seconds 0.4] [--prototype FOLDER] [--skip tfjs,subnet] [--json]`.
 * A busy machine slows both by turns, so they take turns too: each round times some steps of one, then of the other,
 * and what counts is the median over the rounds of the ratio within a round. Processor time a step, of all threads
 * together, is compared likewise: what others take of the machine is not in it, but neither is waiting for each other.
 */
import { existsSync, rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { argv, cpuUsage, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, workerData } from 'node:worker_threads';
import { InputError } from '../core/lib/index.ts';
import { assetFolder, assetReader } from '../workers/node/index.ts';
import { runMain } from './train/commandLine.ts';
import { ownEntrant, prototypeEntrant, type Entrant, type ThreadStart } from './train/entrants.ts';
import { referenceNets, type ReferenceNet } from './train/networks.ts';
import { buildPrototype } from './train/prototype.ts';
import { timeSubnet } from './train/subnet.ts';
import { timeTfjs, type TfjsRow } from './train/tfjs.ts';
import { serve } from './train/threads.ts';

/** Of the prototype's rate against PyTorch 2.13 on the CPU, as published with it: channels last, one and two threads. */
const PROTOTYPE_TO_PYTORCH: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  A: { 1: 1.56, 2: 2.0 }, B32: { 1: 1.38, 2: 1.7 }, B64: { 1: 1.32, 2: 1.93 },
};

interface Row {
  readonly network: string;
  readonly workers: number;
  readonly batch: number;
  /** Medians over the rounds of the rounds' median steps. */
  readonly examplesPerSecond: number;
  readonly prototype: number | null;
  /** Median over the rounds, and its quartiles. */
  readonly ratio: number | null;
  readonly quartiles: readonly [number, number] | null;
  /** The same of processor time a step: the prototype's over ours. */
  readonly processorRatio: number | null;
  /** What the ratio comes to against PyTorch, by the prototype's published ratio. */
  readonly ofPyTorch: number | null;
}

const quantile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Steps that fill so many milliseconds, after some that warm the engine up. */
async function stepsFor(entrant: Entrant, ms: number): Promise<number> {
  await entrant.run(8);
  return Math.max(3, Math.round(ms / median(await entrant.run(5))));
}

async function timeNetwork(reference: ReferenceNet, workers: number, folder: string | null, kernels: Uint8Array, rounds: number, ms: number): Promise<Row> {
  const file = fileURLToPath(import.meta.url);
  const own = await ownEntrant(file, kernels, reference, workers);
  const prototype = folder === null ? null : prototypeEntrant(file, folder, reference, workers);
  const entrants = prototype === null ? [own] : [own, prototype];
  try {
    const steps = new Map<Entrant, number>();
    for (const entrant of entrants) steps.set(entrant, await stepsFor(entrant, ms));
    const times = new Map(entrants.map((entrant): [Entrant, number[]] => [entrant, []]));
    const processor = new Map(entrants.map((entrant): [Entrant, number[]] => [entrant, []]));
    for (let round = 0; round < rounds; round++) {
      for (const entrant of round % 2 === 0 ? entrants : [...entrants].reverse()) {
        const before = cpuUsage();
        const count = steps.get(entrant) ?? 1;
        times.get(entrant)?.push(median(await entrant.run(count)));
        const { user, system } = cpuUsage(before);
        processor.get(entrant)?.push((user + system) / count);
      }
    }
    const [ours, theirs] = [times.get(own) ?? [], prototype === null ? [] : (times.get(prototype) ?? [])];
    const ratios = theirs.map((time, round) => time / ours[round]);
    const rate = (stepMs: readonly number[]): number => (1000 * reference.batch) / median(stepMs);
    const { name, batch } = reference;
    if (ratios.length === 0) return { network: name, workers, batch, examplesPerSecond: rate(ours), prototype: null, ratio: null, quartiles: null, processorRatio: null, ofPyTorch: null };
    const ratio = median(ratios);
    const [ourWork, theirWork] = entrants.map((entrant) => processor.get(entrant) ?? []);
    const published = PROTOTYPE_TO_PYTORCH[name]?.[workers];
    return {
      network: name, workers, batch, examplesPerSecond: rate(ours), prototype: rate(theirs), ratio, quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
      processorRatio: median(theirWork.map((work, round) => work / ourWork[round])),
      ofPyTorch: published === undefined ? null : ratio * published,
    };
  } finally {
    for (const entrant of entrants) entrant.close();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      networks: { type: 'string', default: referenceNets.map(({ name }) => name).join(',') }, workers: { type: 'string', default: '1,2' },
      rounds: { type: 'string', default: '15' }, seconds: { type: 'string', default: '0.4' }, prototype: { type: 'string' }, skip: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
    },
  });
  const positive = (text: string, option: string, whole: boolean): number => {
    const number = Number(text);
    if (!(number > 0) || !Number.isFinite(number) || (whole && !Number.isInteger(number))) throw new InputError(`"${text}" is not a ${whole ? 'whole ' : ''}number above 0`, option);
    return number;
  };
  const rounds = positive(values.rounds, '--rounds', true);
  const ms = 1000 * positive(values.seconds, '--seconds', false);
  const counts = values.workers.split(',').map((text) => positive(text, '--workers', true));
  const networks = values.networks.split(',').map((wanted) => {
    const found = referenceNets.find(({ name }) => name === wanted);
    if (found === undefined) throw new InputError(`"${wanted}" is none of ${referenceNets.map(({ name }) => name).join(', ')}`, '--networks');
    return found;
  });
  const skip = values.skip.split(',');
  const assets = assetFolder();
  const read = assetReader(assets);
  const kernels = await read('kernels/train.wasm');
  const built = buildPrototype(resolve(values.prototype ?? join(assets, '../../shared/prototypes/training')));
  const folder = 'folder' in built ? built.folder : null;
  const say = (line: string): void => void (values.json || stdout.write(`${line}\n`));
  if ('absent' in built) say(`prototype: absent (${built.absent})`);

  const rows: Row[] = [];
  for (const reference of networks) {
    for (const workers of counts) {
      const row = await timeNetwork(reference, workers, folder, kernels, rounds, ms);
      rows.push(row);
      const beside = row.ratio === null ? '' : `, prototype ${row.prototype?.toFixed(0)}; ratio ${row.ratio.toFixed(3)} (quartiles ${row.quartiles?.map((q) => q.toFixed(3)).join(' to ')}), of processor time ${row.processorRatio?.toFixed(3)}${row.ofPyTorch === null ? '' : `, ${row.ofPyTorch.toFixed(2)} x PyTorch by its published ratio`}`;
      say(`${row.network.padEnd(4)} ${workers} worker${workers === 1 ? ' ' : 's'}: ${row.examplesPerSecond.toFixed(0)} examples/s${beside}`);
    }
  }
  if (folder !== null && existsSync(folder)) rmSync(folder, { recursive: true });
  const tfjs: (TfjsRow & { readonly network: string })[] = [];
  for (const { name, net, batch } of skip.includes('tfjs') ? [] : networks) tfjs.push(...(await timeTfjs(net, batch)).map((row) => ({ network: name, ...row })));
  for (const { network, backend, pass, examplesPerSecond, reason } of tfjs) say(`${network.padEnd(4)} tfjs ${backend} ${pass}: ${examplesPerSecond === null ? `none (${reason})` : `${examplesPerSecond.toFixed(1)} examples/s`}`);
  const subnet = skip.includes('subnet') ? null : await timeSubnet(read, kernels);
  if (subnet !== null) say(`sub-net of ${(subnet.macs / 1e6).toFixed(2)} M MACs, recalibrated on ${subnet.calibration}, evaluated on ${subnet.examples}, one thread: ${subnet.ms.toFixed(0)} ms (fastest ${subnet.fastest.toFixed(0)})`);
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load: loadavg()[0] };
  if (values.json) stdout.write(`${JSON.stringify({ machine, rounds, secondsPerRound: ms / 1000, prototype: 'absent' in built ? built : 'built', rows, tfjs, subnet })}\n`);
}

if (isMainThread) await runMain(main);
else await serve(workerData as ThreadStart);
