/**
 * The bundle, compiled by whoever may compile it and run where it may run, held against the readable executor byte for
 * byte: gcc with address and undefined-behaviour sanitizers, clang, the bundle's own CMake build, and a Cortex-M4 in
 * QEMU. A missing tool is a failure that names it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cores, CORES, targetFlags } from '../../kernels/qemu/cores.ts';
import { linesOf, link, run, SUPPORT } from '../../kernels/qemu/run.ts';
import { argmax, InputError, Rng } from '../lib/index.ts';
import { patchStage, type ArenaPlan } from '../memory/index.ts';
import { buildNet, type Net } from '../net/index.ts';
import { ALL_KINDS, quantise, randomInputs, randomNet, randomWeights, runInt8, type Int8Net, type Rounding } from '../quant/index.ts';
import { dscnnSpace, largest, mcunetSpace, sampleGenome, toArchitecture } from '../space/index.ts';
import { emitBundle } from './bundle.ts';
import { compileNet, type CompileOptions } from './compile.ts';
import { lower } from './lower.ts';
import { KERNEL_CODE_BYTES, kernelsUsed, memorySum } from './memorySum.ts';
import { KERNELS, OP_BYTES } from './record.ts';

const WARNINGS = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Werror'];
const CORTEX_M4 = targetFlags(cores.m4, 'hard');
const INPUTS = 3;

interface Case {
  readonly name: string;
  readonly int8Net: Int8Net;
  readonly plan: ArenaPlan;
  readonly inputs: readonly Int8Array[];
  readonly outputs: readonly Int8Array[];
  readonly labels: readonly string[];
  readonly folder: string;
  /** model.c and its kernels, relative to the folder. */
  readonly sources: readonly string[];
}

const root = mkdtempSync(join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(root, { recursive: true }));

function makeCase(name: string, net: Net, rounding: Rounding = 'double', options: CompileOptions = { passes: [], reorder: false }): Case {
  const rng = new Rng(name);
  const given = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: rng.int(256) - 128 }, { rounding });
  const { int8Net, plan } = compileNet(given, options);
  const values = randomInputs(net, INPUTS, rng.fork('inputs'));
  const inputs = Array.from({ length: INPUTS }, (_, i) => values.subarray((i * values.length) / INPUTS, ((i + 1) * values.length) / INPUTS));
  const labels = Array.from({ length: net.tensors[net.outputs[0]].shape[2] }, (_, i) => `class "${i}" \\ ü??/`);
  const folder = join(root, name);
  const files = emitBundle(int8Net, plan, { title: `${name} */ test`, classes: labels });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(folder, 'inputs.bin'), values);
  writeFileSync(join(folder, 'inputs.h'), `#include <stdint.h>\n#define INPUTS ${INPUTS}\nstatic const int8_t inputs[INPUTS][${values.length / INPUTS}] = {\n${inputs.map((input) => `{${input.join()}}`).join(',\n')}\n};\n`);
  const sources = files.map(({ path }) => path).filter((path) => path.endsWith('.c') && path !== 'main.c');
  return { name, int8Net, plan, inputs, outputs: inputs.map((input) => runInt8(given, input)), labels, folder, sources };
}

/** The same network under names that C does not like. */
function awkward(net: Net): Net {
  const names = ['a.b', 'a_b', 'a b', '9', 'int', '*/ #error', 'ü|`', ''];
  return { ...net, nodes: net.nodes.map((node, i) => ({ ...node, name: names[i % names.length] })) };
}

const longNet = (): Net => Array.from({ length: 100 }, (_, seed) => randomNet(new Rng(`names ${seed}`))).find(({ nodes }) => nodes.length === 7)!;

/** Every op, several inputs and outputs, passes, patches, an input that stays outside. */
function everyTechnique(seed: number): Case {
  const rng = new Rng(`techniques ${seed}`);
  const net = randomNet(rng, ALL_KINDS);
  const stages = net.nodes.map((_, i) => i + 1).filter((steps) => typeof patchStage(net, steps) !== 'string');
  const patch = stages.length > 0 ? { rows: 2, cols: 3, steps: rng.pick(stages) } : ('off' as const);
  return makeCase(`techniques${seed}`, net, 'double', { patch, lean: seed % 2 === 0, inputExternal: seed % 3 === 0, ...(patch === 'off' ? {} : { passes: [] }) });
}

const audio = dscnnSpace({});
const image = mcunetSpace({ width: 0.3, resolution: 48, classes: 5 });
const cases: readonly Case[] = [
  ...Array.from({ length: 2 }, (_, seed) => makeCase(`random${seed}`, randomNet(new Rng(`bundle ${seed + 8}`)), seed % 2 === 0 ? 'single' : 'double')),
  ...[0, 1, 2, 3, 7, 16, 18, 19].map(everyTechnique), // together they need every kernel
  makeCase('awkward-names', awkward(longNet())),
  makeCase('audio-largest', buildNet(toArchitecture(audio, largest(audio)))),
  makeCase('image', buildNet(toArchitecture(image, sampleGenome(image, new Rng('image'))))),
];

/** What the example prints: scores and the winning label, one line per input. */
const printed = ({ outputs, labels }: Case): string => outputs.map((scores) => `${scores.join(' ')} -> ${labels[argmax(scores.subarray(0, labels.length))]}\n`).join('');

const usedBy = ({ int8Net, plan }: Pick<Case, 'int8Net' | 'plan'>): string[] => kernelsUsed(lower(int8Net, plan));

test('together the cases need every kernel', () => {
  expect([...new Set(cases.flatMap(usedBy))].sort()).toEqual(Object.keys(KERNELS).sort());
});

/** Compiled and run; the objects stay beside the sources. */
function onCortexM4(one: Case, level: string): { outputs: string[]; stack: number } {
  for (const source of one.sources) run(one.folder, 'arm-none-eabi-gcc', ...CORTEX_M4, level, ...WARNINGS, '-c', source, '-o', `${source}.o`);
  link(one.folder, cores.m4, 'model.elf', ...CORTEX_M4, level, '-I.', join(SUPPORT, 'main.c'), ...one.sources.map((source) => `${source}.o`));
  const lines = linesOf(one.folder, cores.m4, 'model.elf').slice(-INPUTS - 1);
  return { outputs: lines.slice(0, INPUTS), stack: Number(lines[INPUTS].replace('stack ', '')) };
}

test.each(['-O0', '-O1', '-Og', '-Os', '-O3'])('at %s, too, a Cortex-M4 gives the executor\'s bytes', (level) => {
  for (const one of [cases[2], cases[cases.length - 2]]) {
    expect(onCortexM4(one, level).outputs, one.name).toEqual(one.outputs.map((scores) => Buffer.from(scores).toString('hex')));
  }
});

test('clang compiles the library for Armv7E-M, its assembly included', () => {
  const one = cases[cases.length - 2];
  for (const source of one.sources) run(one.folder, 'clang', '--target=thumbv7em-none-eabi', '-mcpu=cortex-m4', '-O2', '-isystem', '/usr/lib/arm-none-eabi/include', ...WARNINGS, '-Wno-overlength-strings', '-c', source, '-o', `${source}.clang.o`);
});

describe.each(cases)('$name', (one) => {
  test('gcc with sanitizers: no warning, no error, the executor\'s bytes', () => {
    run(one.folder, 'gcc', ...WARNINGS, '-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-o', 'example-gcc', 'main.c', ...one.sources);
    expect(run(one.folder, './example-gcc', 'inputs.bin').stdout).toBe(printed(one));
    run(one.folder, './example-gcc');
  });

  test('clang: the same', () => {
    run(one.folder, 'clang', ...WARNINGS, '-O2', '-o', 'example-clang', 'main.c', ...one.sources);
    expect(run(one.folder, './example-clang', 'inputs.bin').stdout).toBe(printed(one));
  });

  test('arm-none-eabi-gcc and a Cortex-M4 in QEMU: the same, within the stated stack', () => {
    const { outputs, stack } = onCortexM4(one, '-O2');
    expect(outputs).toEqual(one.outputs.map((scores) => Buffer.from(scores).toString('hex')));
    expect(stack).toBeGreaterThan(50);
    expect(stack).toBeLessThanOrEqual(memorySum(one.int8Net, one.plan).ram.stack);
  });
});

describe('the project', () => {
  const one = cases[cases.length - 2];

  test('its own CMake build passes its own test', () => {
    run(one.folder, 'cmake', '-B', 'build');
    run(one.folder, 'cmake', '--build', 'build');
    run(join(one.folder, 'build'), 'ctest', '--output-on-failure');
    expect(run(one.folder, 'build/example', 'inputs.bin').stdout).toBe(printed(one));
  });

  test('a recorded output that is wrong is found; an input cut short, or a folder, is refused', () => {
    const text = readFileSync(join(one.folder, 'selftest.h'), 'utf8');
    writeFileSync(join(one.folder, 'selftest.h'), text.replace(/(selftest_output\[MODEL_OUTPUT_BYTES\] = \{\n {2})-?\d+/, '$199'));
    run(one.folder, 'gcc', '-std=c99', '-o', 'wrong', 'main.c', ...one.sources);
    expect(spawnSync('./wrong', { cwd: one.folder }).status).toBe(1);
    writeFileSync(join(one.folder, 'short.bin'), new Uint8Array(700));
    const short = spawnSync('./wrong', ['short.bin'], { cwd: one.folder, encoding: 'utf8' });
    expect([short.status, short.stderr]).toEqual([2, 'short.bin: ends with 210 bytes of an input of 490\n']);
    const folder = spawnSync('./wrong', ['.'], { cwd: one.folder, encoding: 'utf8' });
    expect([folder.status, folder.stderr]).toEqual([2, '.: cannot be read\n']);
    writeFileSync(join(one.folder, 'selftest.h'), text);
  });

  test.each(CORES.filter((core) => core !== cores.m4))('$cpu: compiles without a warning', (core) => {
    for (const source of one.sources) run(one.folder, 'arm-none-eabi-gcc', ...targetFlags(core), '-Os', ...WARNINGS, '-c', source, '-o', 'other.o');
  });

  test('model and kernels call nothing but memcpy and memset', () => {
    const { stdout } = run(one.folder, 'arm-none-eabi-nm', '-u', ...one.sources.map((source) => `${source}.o`));
    const wanted = [...stdout.matchAll(/ U (\w+)/g)].map(([, symbol]) => symbol).filter((symbol) => !symbol.startsWith('int8_'));
    expect(wanted.filter((symbol) => symbol !== 'memcpy' && symbol !== 'memset')).toEqual([]);
  });

  test('the memory sum is what the compiler made', () => {
    for (const { int8Net, plan, folder, sources } of cases) {
      const { flash, ram, arena } = memorySum(int8Net, plan);
      expect(arena.parts.reduce((sum, { bytes }) => sum + bytes, arena.unused)).toBe(ram.arena);
      const sizes = run(folder, 'arm-none-eabi-nm', '-S', 'model.c.o').stdout;
      const sizeOf = (symbol: string): number => parseInt(new RegExp(`^\\w+ (\\w+) \\w ${symbol}$`, 'm').exec(sizes)?.[1] ?? '0', 16);
      expect(sizeOf('constants')).toBe(flash.weights + flash.bias + flash.scales + flash.tables + flash.alignment);
      expect(sizeOf('ops')).toBe(flash.opTable);
      expect(flash.opTable).toBe(OP_BYTES * lower(int8Net, plan).ops.length);
      expect(flash.total).toBe(flash.weights + flash.bias + flash.scales + flash.tables + flash.opTable + flash.alignment + flash.code);
      expect(ram).toEqual({ total: plan.bytes + ram.stack, arena: plan.bytes, stack: ram.stack });
      const text = run(folder, 'arm-none-eabi-size', ...sources.filter((source) => source !== 'model.c').map((source) => `${source}.o`)).stdout;
      const code = text.trim().split('\n').slice(1).reduce((sum, row) => sum + Number(row.trim().split(/\s+/)[0]), 0);
      expect(Math.abs(flash.code / code - 1), `${usedBy({ int8Net, plan }).join(' ')}: ${flash.code} stated, ${code} compiled`).toBeLessThan(0.25); // other releases of gcc differ a little
    }
  });

  test('only the kernels it needs are in it', () => {
    for (const one of cases) {
      const kernels = readdirSync(join(one.folder, 'kernels')).filter((file) => file.endsWith('.c') && file !== 'runner.c' && file !== 'requantise.c');
      expect(kernels.length).toBe(usedBy(one).length);
    }
    expect(Object.keys(KERNEL_CODE_BYTES).sort()).toEqual([...Object.keys(KERNELS), 'runner'].sort());
  });

  test('the same network gives the same files', () => {
    const again = emitBundle(one.int8Net, one.plan, { title: `${one.name} */ test`, classes: one.labels });
    for (const { path, text } of again) expect(readFileSync(join(one.folder, path), 'utf8')).toBe(text);
  });

  test('labels that do not fit are refused', () => {
    expect(() => emitBundle(one.int8Net, one.plan, { title: 'x', classes: ['yes'] })).toThrow(InputError);
  });
});
