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
import { emitBundle } from '../core/codegen/index.ts';
import { InputError, Rng } from '../core/lib/index.ts';
import { planArena } from '../core/memory/index.ts';
import { buildNet, type Net } from '../core/net/index.ts';
import { quantise, randomInputs, randomWeights } from '../core/quant/index.ts';
import { createMachine, loadElf, qemuMachines, type IssCore, type MachineOptions } from '../core/sim/index.ts';
import { dscnnSpace, largest, mcunetSpace, smallest, toArchitecture } from '../core/space/index.ts';
import { buildFirmware, CORES, machineOf, runQemu } from './iss/firmware.ts';

const LEVEL = 'O2';
const FEW = 1;
const MANY = 11;

const NETWORKS: Readonly<Record<string, () => Net>> = {
  keywords: () => buildNet(toArchitecture(dscnnSpace({}), smallest(dscnnSpace({})))),
  'keywords, largest': () => buildNet(toArchitecture(dscnnSpace({}), largest(dscnnSpace({})))),
  images: () => buildNet(toArchitecture(mcunetSpace({ width: 0.3, resolution: 48, classes: 5 }), largest(mcunetSpace({ width: 0.3, resolution: 48, classes: 5 })))),
};

/** The bundle of a network with random weights, and images that classify `FEW` and `MANY` inputs. */
function build(root: string, name: string, net: Net, core: IssCore): { readonly few: string; readonly many: string } {
  const rng = new Rng(name);
  const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 0 });
  const labels = Array.from({ length: net.tensors[net.outputs[0]].shape[2] }, (_, i) => `${i}`);
  const folder = join(root, name.replaceAll(/\W/g, '-'));
  const files = emitBundle(int8Net, planArena(net), { title: name, classes: labels });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const sources = [...files.map(({ path }) => path).filter((path) => path.endsWith('.c') && path !== 'main.c'), join(process.cwd(), 'src/core/codegen/qemu/main.c')];
  const image = (inputs: number): string => {
    const values = randomInputs(net, inputs, rng.fork('inputs'));
    const size = values.length / inputs;
    const rows = Array.from({ length: inputs }, (_, i) => `{${values.subarray(i * size, (i + 1) * size).join()}}`);
    writeFileSync(join(folder, 'inputs.h'), `#include <stdint.h>\n#define INPUTS ${inputs}\nstatic const int8_t inputs[INPUTS][${size}] = {\n${rows.join(',\n')}\n};\n`);
    return buildFirmware(folder, core, LEVEL, sources, `inputs${inputs}`);
  };
  return { few: image(FEW), many: image(MANY) };
}

function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const start = performance.now();
  const result = work();
  return { ms: performance.now() - start, result };
}

const best = (values: readonly number[]): number => Math.min(...values);

function measure(root: string, name: string, net: Net, core: IssCore, repeat: number): Readonly<Record<string, number | string>> {
  const { few, many } = build(root, name, net, core);
  const machine = machineOf[core];
  const qemuMs = (image: string): number => best(Array.from({ length: repeat }, () => timed(() => runQemu(image, machine, null)).ms));
  const options = (image: string): MachineOptions => ({ core, memory: qemuMachines[machine], image: loadElf(readFileSync(image)) });
  const simulate = (more: Partial<MachineOptions>): { readonly coldMs: number; readonly steadyMs: number; readonly instructions: number } => {
    const runs = Array.from({ length: repeat }, () => {
      const short = createMachine({ ...options(few), ...more });
      const { ms: coldMs } = timed(() => short.run());
      const long = createMachine({ ...options(many), ...more });
      const start = performance.now();
      long.run(short.instructions * 2);
      const [warm, at] = [performance.now() - start, long.instructions];
      const { ms } = timed(() => long.run());
      return { coldMs, warm, steadyMs: ms, instructions: long.instructions - at };
    });
    return runs.reduce((a, b) => ({ coldMs: a.coldMs, steadyMs: Math.min(a.steadyMs, b.steadyMs), instructions: b.instructions, warm: 0 }));
  };
  const plain = simulate({});
  const counting = simulate({ countCycles: true });
  const short = createMachine(options(few));
  const long = createMachine(options(many));
  if (short.run().reason !== 'exit' || long.run().reason !== 'exit') throw new Error(`${name} on ${core} did not end`);
  const qemu = qemuMs(many) - qemuMs(few);
  const qemuRate = (long.instructions - short.instructions) / qemu / 1e3;
  const rate = plain.instructions / plain.steadyMs / 1e3;
  return {
    network: name, core, instructions: Math.round((long.instructions - short.instructions) / (MANY - FEW)),
    mips: Math.round(rate), qemuMips: Math.round(qemuRate), ratio: Number((rate / qemuRate).toFixed(2)),
    mipsWithCycles: Math.round(counting.instructions / counting.steadyMs / 1e3), coldMs: Math.round(plain.coldMs),
  };
}

const { values } = parseArgs({ args: argv.slice(2), options: { json: { type: 'boolean', default: false }, core: { type: 'string' }, network: { type: 'string' }, repeat: { type: 'string', default: '3' } } });
const cores = values.core === undefined ? CORES : CORES.filter((core) => core === values.core);
if (cores.length === 0) throw new InputError(`core "${values.core}" is unknown; ${CORES.join(', ')} are there`);
const root = mkdtempSync(join(tmpdir(), 'bench-sim-'));
try {
  const rows = Object.entries(NETWORKS)
    .filter(([name]) => values.network === undefined || name === values.network)
    .flatMap(([name, make]) => cores.map((core) => measure(root, name, make(), core, Number(values.repeat))));
  if (values.json) stdout.write(`${JSON.stringify(rows)}\n`);
  else {
    const keys = Object.keys(rows[0]);
    for (const line of [keys, ...rows.map((row) => keys.map((key) => String(row[key])))]) stdout.write(`${line.map((cell) => cell.padStart(16)).join('')}\n`);
  }
} finally {
  rmSync(root, { recursive: true });
}
