/**
 * One network, three machines: what the executor says, the wasm kernels and the Cortex-M kernels under QEMU say byte
 * for byte, for random legal networks of every op compiled with every technique. One image walks all their tables.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CORES, targetFlags } from '../../kernels/qemu/cores.ts';
import { linesOf, link, SUPPORT } from '../../kernels/qemu/run.ts';
import { compileNet, planTable, type Compiled, type CompileOptions } from '../codegen/index.ts';
import { Rng } from '../lib/index.ts';
import { patchStage } from '../memory/index.ts';
import { ALL_KINDS, CLASSIC, quantise, randomInputs, randomNet, randomWeights, runInt8, type Int8Net } from '../quant/index.ts';
import { loadRunner, Session, type Runner } from './session.ts';

const NETWORKS = 200;

const folder = mkdtempSync(join(tmpdir(), 'machines-'));
afterAll(() => rmSync(folder, { recursive: true }));

let runner: Runner;
beforeAll(async () => {
  runner = await loadRunner(readFileSync('public/kernels/int8.wasm'));
});

interface Case {
  readonly compiled: Compiled;
  readonly input: Int8Array;
  readonly output: Int8Array;
}

/** Patches where the network begins with a stage that can run so. */
function optionsFor({ net }: Int8Net, rng: Rng): CompileOptions {
  const stages = net.nodes.map((_, i) => i + 1).filter((steps) => typeof patchStage(net, steps) !== 'string');
  const patch = stages.length > 0 && rng.int(2) === 0 ? { rows: 1 + rng.int(3), cols: 1 + rng.int(3), steps: rng.pick(stages) } : ('off' as const);
  return { patch, lean: rng.int(2) === 0, inputExternal: rng.int(2) === 0, ...(patch === 'off' ? {} : { passes: [] }) };
}

const cases = Array.from({ length: NETWORKS }, (_, seed): Case => {
  const rng = new Rng(`machines ${seed}`);
  const net = randomNet(rng, seed % 3 === 0 ? CLASSIC : ALL_KINDS);
  const given = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 1, rng.fork('clips')), 1, { scale: 1 / 64, zeroPoint: rng.int(256) - 128 }, { rounding: seed % 2 === 0 ? 'single' : 'double' });
  const input = randomInputs(net, 1, rng.fork('input'));
  return { compiled: compileNet(given, optionsFor(given, rng)), input, output: runInt8(given, input) };
});

test(`${NETWORKS} random networks, every technique: wasm equals the executor, whatever the arena held before`, () => {
  cases.forEach(({ compiled: { int8Net, plan }, input, output }, seed) => {
    const session = new Session(runner, int8Net, plan);
    for (const stale of [0x5a, 0xc3]) expect(session.run(input, stale), `network ${seed}`).toEqual(output);
  });
});

/** Count, offsets of table and input per network, tables, inputs; all at multiples of 4. */
function blobOf(list: readonly { readonly table: Uint8Array; readonly input: Int8Array }[]): Uint8Array {
  const parts = list.flatMap(({ table, input }) => [table, new Uint8Array(input.buffer, input.byteOffset, input.length)]);
  const offsets: number[] = [];
  let end = 4 * (1 + parts.length);
  for (const part of parts) {
    offsets.push(end);
    end += (part.length + 3) & ~3;
  }
  const bytes = new Uint8Array(end);
  bytes.set(new Uint8Array(Int32Array.of(list.length, ...offsets).buffer));
  parts.forEach((part, i) => bytes.set(part, offsets[i]));
  return bytes;
}

describe.each(CORES)('$cpu', (core) => {
  test('every output is the executor\'s, between guards, whatever the arena held before', () => {
    writeFileSync(join(folder, 'blob.bin'), blobOf(cases.map(({ compiled: { int8Net, plan }, input }) => ({ table: planTable(int8Net, plan), input }))));
    writeFileSync(join(folder, 'blob.S'), '.section .rodata\n.balign 16\n.global blob\nblob: .incbin "blob.bin"\n');
    const kernels = resolve('src/kernels/int8');
    const sources = readdirSync(kernels).filter((file) => file.endsWith('.c')).map((file) => join(kernels, file));
    link(folder, core, `${core.name}.elf`, ...targetFlags(core), '-O2', '-std=gnu99', `-I${kernels}`, join(SUPPORT, 'tables.c'), 'blob.S', ...sources);
    const lines = linesOf(folder, core, `${core.name}.elf`);
    expect(lines.length).toBe(NETWORKS);
    lines.forEach((line, seed) => expect(line, `network ${seed}`).toBe(Buffer.from(cases[seed].output).toString('hex')));
  }, 120_000);
});
