/**
 * How many instructions does one inference take? Compiles the .tflite models given (the three MLPerf Tiny models of
 * ../shared/fixtures by default) for each core, runs them in QEMU and counts: in all, and per layer and MAC. Counts are
 * exact and repeatable, not cycles. Other engines' counts stand beside. `npm run bench:engine [-- --core m4,m7] [--mix] [--json] [MODEL.tflite ...]`.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { argv, exit, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { compileNet } from '../core/codegen/index.ts';
import { InputError, Rng } from '../core/lib/index.ts';
import { importTflite, randomInputs } from '../core/quant/index.ts';
import { CORES } from './engine/cores.ts';
import { measure, type Count, type Measurement } from './engine/measure.ts';
import { PEERS } from './engine/peers.ts';

const FIXTURES = '../shared/fixtures/tflite';
const MODELS = ['kws_ref_model', 'pretrainedResnet_quant', 'ad01_int8'].map((name) => `${FIXTURES}/${name}.tflite`);

const thousands = (count: number): string => count.toLocaleString('en-US');

function mixText({ mix, instructions }: Count): string {
  const parts = Object.entries(mix).sort((a, b) => b[1] - a[1]).slice(0, 16);
  return parts.map(([name, count]) => `${name} ${((100 * count) / instructions).toFixed(1)}%`).join(', ');
}

function report(model: string, { core, whole, ops, exact, arenaBytes, stackBytes, codeBytes }: Measurement, mix: boolean): string {
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
    ...PEERS.filter((peer) => peer.model === model && core === 'm4').map(({ engine, instructions, arenaBytes: theirs }) =>
      `${engine}: ${thousands(instructions)} instructions, of which this is ${(whole.instructions / instructions).toFixed(3)}; arena ${thousands(theirs)} B, of which ${(arenaBytes / theirs).toFixed(3)}`),
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
  const models = positionals.length > 0 ? positionals : MODELS;
  const results = models.flatMap((path) => {
    const { int8Net, plan } = compileNet(importTflite(readFileSync(path), path));
    const input = randomInputs(int8Net.net, 1, new Rng('bench'));
    return cores.map((core) => {
      const result = measure(int8Net, plan, core, input);
      if (!values.json) stdout.write(report(basename(path), result, values.mix));
      return { model: basename(path), ...result };
    });
  });
  if (values.json) stdout.write(`${JSON.stringify(results)}\n`);
  if (results.some(({ exact }) => !exact)) exit(1);
}

try {
  main();
} catch (error) {
  const bad = error instanceof InputError || (error instanceof Error && 'code' in error);
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  exit(bad ? 2 : 1);
}
