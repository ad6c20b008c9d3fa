/**
 * How fast is the simulator? The translator and qemu-system-arm run the same images in one go: executed instructions
 * per second at steady state (a long run less a short one), and the time from an image to its first result.
 * `npm run bench:sim [-- --json --core m4 --repeat 3]`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { argv, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { findBoard } from '../core/boards/index.ts';
import { emitBundle } from '../core/codegen/index.ts';
import { InputError, Rng } from '../core/lib/index.ts';
import { planArena } from '../core/memory/index.ts';
import { buildNet, type Net } from '../core/net/index.ts';
import { quantise, randomInputs, randomWeights } from '../core/quant/index.ts';
import { createMachine, loadElf, qemuMachines, type IssCore, type MachineOptions } from '../core/sim/index.ts';
import { dscnnSpace, largest, mcunetSpace, smallest, toArchitecture } from '../core/space/index.ts';
import { cores } from '../kernels/qemu/cores.ts';
import { buildFirmware, runQemu } from './iss/firmware.ts';

const LEVEL = 'O2';
/** Instructions of the long run, so that start-up does not count. */
const LONG = 800e6;
const MOST_INPUTS = 400;

const NETWORKS: Readonly<Record<string, () => Net>> = {
  keywords: () => buildNet(toArchitecture(dscnnSpace({}), smallest(dscnnSpace({})))),
  'keywords, largest': () => buildNet(toArchitecture(dscnnSpace({}), largest(dscnnSpace({})))),
  images: () => buildNet(toArchitecture(mcunetSpace({ width: 0.3, resolution: 48, classes: 5 }), largest(mcunetSpace({ width: 0.3, resolution: 48, classes: 5 })))),
};

/** Whose flash and caches are counted with the cycles: for each core a board that has both. */
const BOARDS: Readonly<Record<IssCore, string>> = { m0plus: 'samd21', m3: 'sam3x8e', m4: 'stm32f446', m7: 'stm32f746', m7dp: 'stm32h743', m33: 'stm32u575' };

/** The bundle of a network with random weights; gives what makes an image that classifies so many inputs. */
function build(root: string, name: string, net: Net, core: IssCore): (inputs: number) => string {
  const rng = new Rng(name);
  const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 0 });
  const labels = Array.from({ length: net.tensors[net.outputs[0]].shape[2] }, (_, i) => `${i}`);
  const folder = join(root, name.replaceAll(/\W/g, '-'));
  const files = emitBundle(int8Net, planArena(net), { title: name, classes: labels });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const sources = [...files.map(({ path }) => path).filter((path) => path.endsWith('.c') && path !== 'main.c'), join(process.cwd(), 'src/kernels/qemu/main.c')];
  return (inputs) => {
    const values = randomInputs(net, inputs, rng.fork('inputs'));
    const size = values.length / inputs;
    const rows = Array.from({ length: inputs }, (_, i) => `{${values.subarray(i * size, (i + 1) * size).join()}}`);
    writeFileSync(join(folder, 'inputs.h'), `#include <stdint.h>\n#define INPUTS ${inputs}\nstatic const int8_t inputs[INPUTS][${size}] = {\n${rows.join(',\n')}\n};\n`);
    return buildFirmware(folder, core, LEVEL, sources, `inputs${inputs}`);
  };
}

function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const start = performance.now();
  const result = work();
  return { ms: performance.now() - start, result };
}

const best = (values: readonly number[]): number => Math.min(...values);

interface Steady {
  readonly steadyMs: number;
  readonly instructions: number;
}

const mips = ({ steadyMs, instructions }: Steady): number => Math.round(instructions / steadyMs / 1e3);

function measure(root: string, name: string, net: Net, core: IssCore, repeat: number): Readonly<Record<string, number | string>> {
  const image = build(root, name, net, core);
  const { machine } = cores[core];
  const few = image(1);
  const once = createMachine({ core, memory: qemuMachines[machine], image: loadElf(readFileSync(few)) });
  const { ms: firstMs } = timed(() => once.run());
  const inputs = Math.min(MOST_INPUTS, 1 + Math.ceil(LONG / once.instructions));
  const many = image(inputs);
  const qemuMs = (path: string): number => best(Array.from({ length: repeat }, () => timed(() => runQemu(path, core, null)).ms));
  const options = (path: string): MachineOptions => ({ core, memory: qemuMachines[machine], image: loadElf(readFileSync(path)) });
  const simulate = (more: Partial<MachineOptions>): Steady => {
    const runs = Array.from({ length: repeat }, () => {
      const long_ = createMachine({ ...options(many), ...more });
      long_.run(LONG / 4); // until the better code is in
      const at = long_.instructions;
      const { ms } = timed(() => long_.run());
      return { steadyMs: ms, instructions: long_.instructions - at };
    });
    return { steadyMs: best(runs.map(({ steadyMs }) => steadyMs)), instructions: runs[0].instructions };
  };
  const plain = simulate({});
  const counting = simulate({ countCycles: true });
  const { timing } = findBoard(BOARDS[core]);
  const waiting = simulate({ countCycles: true, ...(timing === null ? {} : { timing }) });
  const profiling = simulate({ countCycles: true, profile: true, ...(timing === null ? {} : { timing }) });
  const short = createMachine(options(few));
  const long = createMachine(options(many));
  if (short.run().reason !== 'exit' || long.run().reason !== 'exit') throw new Error(`${name} on ${core} did not end`);
  const qemu = qemuMs(many) - qemuMs(few);
  const qemuRate = (long.instructions - short.instructions) / qemu / 1e3;
  const rate = plain.instructions / plain.steadyMs / 1e3;
  return {
    network: name, core, instructions: Math.round((long.instructions - short.instructions) / (inputs - 1)),
    mips: Math.round(rate), qemuMips: Math.round(qemuRate), ratio: Number((rate / qemuRate).toFixed(2)),
    mipsWithCycles: mips(counting), mipsWithFlash: mips(waiting), mipsWithProfile: mips(profiling), coldMs: Math.round(firstMs),
  };
}

const { values } = parseArgs({ args: argv.slice(2), options: { json: { type: 'boolean', default: false }, core: { type: 'string' }, network: { type: 'string' }, repeat: { type: 'string', default: '3' } } });
const all = Object.values(cores).map(({ name }) => name);
const chosen = values.core === undefined ? all : all.filter((core) => core === values.core);
if (chosen.length === 0) throw new InputError(`core "${values.core}" is unknown; ${all.join(', ')} are there`);
const root = mkdtempSync(join(tmpdir(), 'bench-sim-'));
try {
  const rows = Object.entries(NETWORKS)
    .filter(([name]) => values.network === undefined || name === values.network)
    .flatMap(([name, make]) => chosen.map((core) => measure(root, name, make(), core, Number(values.repeat))));
  if (values.json) stdout.write(`${JSON.stringify(rows)}\n`);
  else {
    const keys = Object.keys(rows[0]);
    for (const line of [keys, ...rows.map((row) => keys.map((key) => String(row[key])))]) stdout.write(`${line.map((cell) => cell.padStart(16)).join('')}\n`);
  }
} finally {
  rmSync(root, { recursive: true });
}
