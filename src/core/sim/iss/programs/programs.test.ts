/**
 * Whole programs on the translator and on QEMU: the same text, the same exit code, the same number of executed
 * instructions. A mixed C program at four optimisation levels, and the int8 kernels with a random network, on every core.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cores } from '../../../../kernels/qemu/cores.ts';
import { buildCounter } from '../../../../kernels/qemu/counter.ts';
import { buildFirmware, runQemu } from '../../../../scripts/iss/firmware.ts';
import { emitBundle } from '../../../codegen/index.ts';
import { Rng } from '../../../lib/index.ts';
import { planArena } from '../../../memory/index.ts';
import { quantise, randomInputs, randomNet, randomWeights } from '../../../quant/index.ts';
import type { IssCore } from '../cores.ts';
import { loadElf } from '../elf.ts';
import { createMachine } from '../machine.ts';
import { qemuMachines } from '../machines.ts';

const root = mkdtempSync(join(tmpdir(), 'iss-programs-'));
afterAll(() => rmSync(root, { recursive: true }));
const plugin = buildCounter(root);
const CORES = Object.values(cores).map(({ name }) => name);

function held(image: string, core: IssCore): void {
  const expected = runQemu(image, core, plugin);
  expect(expected.instructions).toBeGreaterThan(10_000);
  for (const engine of expected.instructions < 200_000 ? (['interpret', 'translate'] as const) : (['translate'] as const)) {
    const machine = createMachine({ core, engine, memory: qemuMachines[cores[core].machine], image: loadElf(readFileSync(image)) });
    const stop = machine.run(1e9);
    if (stop.reason === 'fault') throw stop.fault;
    expect({ output: machine.output, exit: stop.reason === 'exit' ? stop.code : stop.reason, instructions: machine.instructions }).toEqual(expected);
  }
}

/** Stopped and resumed every so many instructions, the translator stands where the interpreter stands. */
function resumed(image: string, core: IssCore, slice: number): void {
  const [fast, slow] = (['translate', 'interpret'] as const).map((engine) => createMachine({ core, engine, memory: qemuMachines[cores[core].machine], image: loadElf(readFileSync(image)) }));
  for (let ended = false; !ended; ) {
    ended = fast.run(slice).reason !== 'fuel';
    slow.run(fast.instructions - slow.instructions);
    expect([slow.instructions, slow.registers.r]).toEqual([fast.instructions, fast.registers.r]);
  }
}

describe.each(CORES)('%s', (core) => {
  test('running out of fuel anywhere loses nothing', () => {
    const image = buildFirmware(root, core, 'Os', [resolve('src/core/sim/iss/programs/mixed.c')], 'resumed');
    for (const slice of [1, 7, 101]) resumed(image, core, slice);
  });

  test.each(['O0', 'O2', 'O3', 'Os'])('mixed C, %s', (level) => {
    held(buildFirmware(root, core, level, [resolve('src/core/sim/iss/programs/mixed.c')], 'mixed'), core);
  });
});

/** Folder and C sources of a bundle with inputs. */
function bundle(seed: number): { readonly folder: string; readonly sources: readonly string[] } {
  const rng = new Rng(`iss programs ${seed}`);
  const net = randomNet(rng.fork('net'));
  const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 3 });
  const labels = Array.from({ length: net.tensors[net.outputs[0]].shape[2] }, (_, i) => `${i}`);
  const folder = join(root, `net${seed}`);
  const files = emitBundle(int8Net, planArena(net), { title: 'net', classes: labels });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const values = randomInputs(net, 2, rng.fork('inputs'));
  writeFileSync(join(folder, 'inputs.h'), `#include <stdint.h>\n#define INPUTS 2\nstatic const int8_t inputs[INPUTS][${values.length / 2}] = {\n{${values.subarray(0, values.length / 2).join()}},\n{${values.subarray(values.length / 2).join()}}\n};\n`);
  return { folder, sources: [...files.map(({ path }) => path).filter((path) => path.endsWith('.c') && path !== 'main.c'), resolve('src/kernels/qemu/main.c')] };
}

describe.each([1, 2, 3].map((seed) => ({ seed, ...bundle(seed) })))('int8 kernels, network $seed', ({ folder, sources }) => {
  test.each(CORES.flatMap((core) => ['O2', 'O3'].map((level) => [core, level] as const)))('%s, %s', (core, level) => {
    held(buildFirmware(folder, core, level, sources, 'net'), core);
  });
});
