/**
 * How many instructions does one inference take? Compiles the .tflite models given (by default the three MLPerf Tiny
 * models of ../shared/fixtures and networks of our own) for each core, runs them in QEMU and counts: in all, and per
 * layer and MAC. Counts are exact and repeatable, not cycles. Other engines' counts stand beside.
 * `npm run bench:engine [-- --core m4,m7] [--mix] [--json] [MODEL.tflite ...]`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { argv, exit, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { compileNet } from '../core/codegen/index.ts';
import { fromBase64url, InputError, Rng } from '../core/lib/index.ts';
import { buildNet } from '../core/net/index.ts';
import { decodeInt8Net, importTflite, quantise, randomInputs, randomWeights, type Int8Net } from '../core/quant/index.ts';
import { publishedNetworks } from '../core/space/index.ts';
import { CORES } from '../kernels/qemu/cores.ts';
import type { Count } from '../kernels/qemu/counter.ts';
import { measure, type Measurement } from './engine/measure.ts';
import { PEERS } from './engine/peers.ts';
import { runMain } from './train/commandLine.ts';

const FIXTURES = '../shared/fixtures/tflite';
const MODELS = ['kws_ref_model', 'pretrainedResnet_quant', 'ad01_int8'].map((name) => `${FIXTURES}/${name}.tflite`);

const RECORDED = 'public/recorded/keywords.json';
/** Of the MCUNet family, with random weights: instructions do not depend on them, but for scales that call for general arithmetic. */
const ARCHITECTURES = ['mcunet-vww1', 'mcunet-in0'];

interface Subject {
  readonly name: string;
  readonly int8Net: Int8Net;
}

function ownNetworks(): Subject[] {
  const { model } = JSON.parse(readFileSync(RECORDED, 'utf8')) as { model: string };
  const found = publishedNetworks.filter(({ name }) => ARCHITECTURES.includes(name)).map((architecture): Subject => {
    const net = buildNet(architecture);
    const rng = new Rng(architecture.name);
    return { name: architecture.name, int8Net: quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('inputs')), 2, { scale: 1 / 64, zeroPoint: 0 }) };
  });
  return [{ name: 'keywords (recorded search)', int8Net: decodeInt8Net(fromBase64url(model), RECORDED) }, ...found];
}

const fromFile = (path: string): Subject => ({ name: basename(path), int8Net: importTflite(readFileSync(path), path) });

function subjects(paths: readonly string[]): Subject[] {
  if (paths.length > 0) return paths.map(fromFile);
  for (const path of MODELS) if (!existsSync(path)) stderr.write(`${path} is not there, so it is left out\n`);
  return [...MODELS.filter((path) => existsSync(path)).map(fromFile), ...ownNetworks()];
}

const ratiosOf = (model: string, { core, whole, arenaBytes }: Measurement): { engine: string; instructions: number; arena: number }[] =>
  PEERS.filter((peer) => peer.model === model && core === 'm4').map((peer) => ({ engine: peer.engine, instructions: whole.instructions / peer.instructions, arena: arenaBytes / peer.arenaBytes }));

const thousands = (count: number): string => count.toLocaleString('en-US');

function mixText({ mix, instructions }: Count): string {
  const parts = Object.entries(mix).sort((a, b) => b[1] - a[1]).slice(0, 16);
  return parts.map(([name, count]) => `${name} ${((100 * count) / instructions).toFixed(1)}%`).join(', ');
}

function report(model: string, measured: Measurement, mix: boolean): string {
  const { core, whole, ops, exact, arenaBytes, stackBytes, codeBytes } = measured;
  const row = (...cells: readonly string[]): string => `${cells[0].padEnd(28)} ${cells[1].padEnd(16)}${cells.slice(2).map((cell) => cell.padStart(13)).join('')}`;
  const perOne = (count: number, units: number): string => (units === 0 ? '' : (count / units).toFixed(3));
  const macs = ops.reduce((sum, op) => sum + op.macs, 0);
  const code = Object.entries(codeBytes);
  return [
    `${model} on ${core}: ${exact ? 'exact' : 'NOT EXACT'}, ${thousands(whole.instructions)} instructions, ${perOne(whole.instructions, macs)} per MAC`,
    row('layer', 'op', 'MACs', 'instructions', 'per MAC', 'per output'),
    ...ops.flatMap((op) => [
      row(op.name.slice(-28), op.kind, thousands(op.macs), thousands(op.instructions), perOne(op.instructions, op.macs), perOne(op.instructions, op.outputs)),
      ...(mix ? [`    ${mixText(op)}`] : []),
    ]),
    `arena ${thousands(arenaBytes)} B, stack ${stackBytes} B, code ${thousands(code.reduce((sum, [, bytes]) => sum + bytes, 0))} B: ${code.map(([file, bytes]) => `${file} ${bytes}`).join(', ')}`,
    ...(mix ? [`in all: ${mixText(whole)}`] : []),
    ...ratiosOf(model, measured).map(({ engine, instructions, arena }) => `against ${engine}: ${instructions.toFixed(3)} of its instructions, ${arena.toFixed(3)} of its arena`),
    '',
    '',
  ].join('\n');
}

function main(): void {
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    allowPositionals: true,
    options: { core: { type: 'string', default: 'm4' }, mix: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  const cores = values.core.split(',').map((name) => {
    const core = CORES.find((one) => one.name === name);
    if (core === undefined) throw new InputError(`is none of ${CORES.map((one) => one.name).join(', ')}`, `--core ${name}`);
    return core;
  });
  const results = subjects(positionals).flatMap(({ name, int8Net: given }) => {
    const { int8Net, plan } = compileNet(given);
    const input = randomInputs(int8Net.net, 1, new Rng('bench'));
    return cores.map((core) => {
      const result = measure(int8Net, plan, core, input);
      if (!values.json) stdout.write(report(name, result, values.mix));
      return { model: name, ...result, ratios: ratiosOf(name, result) };
    });
  });
  if (values.json) stdout.write(`${JSON.stringify(results)}\n`);
  if (results.some(({ exact }) => !exact)) exit(1);
}

await runMain(main);
