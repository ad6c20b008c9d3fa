/**
 * Images linked here, run by QEMU: on every core the network gives the executor's bytes, with a debugger listening and
 * without. Some machines have memory where a board of ours has it, so that the very bytes for that board run (the
 * second boot stage of the RP2040 aside); for the others the image is linked where the machine has its memory.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findBoard } from '../../core/boards/index.ts';
import { archiveFor, compileNet, firmware, KERNELS, linkImage, lower, planTable, readUf2, toElf, toUf2, type FirmwareBoard, type Image } from '../../core/codegen/index.ts';
import { Rng } from '../../core/lib/index.ts';
import { patchStage, planArena, type ArenaPlan } from '../../core/memory/index.ts';
import { ALL_KINDS, importTflite, quantise, randomInputs, randomNet, randomWeights, runInt8, type Int8Net } from '../../core/quant/index.ts';
import { cores, type Core } from '../qemu/cores.ts';
import { emulate, QUIET, type Emulated } from '../qemu/run.ts';

const root = mkdtempSync(join(tmpdir(), 'image-'));
afterAll(() => rmSync(root, { recursive: true }));

const machine = (id: string, core: string, flashOrigin: number, flashBytes: number, ramOrigin: number, ramBytes: number): FirmwareBoard => ({
  id, name: id, core, memoryMap: { flashOrigin, flashBytes, ramOrigin, ramBytes, boot: 'vectors', codeOffset: 0, uf2: null },
});
const MIB = 1 << 20;
interface Machine {
  /** QEMU's name. */
  readonly machine: string;
  readonly board: FirmwareBoard;
}

const on = ({ name, machine: qemuName, flash, ram }: Core, id: string, ramBytes = 4 * MIB): Machine => ({ machine: qemuName, board: machine(id, name, flash, 4 * MIB, ram, ramBytes) });

/** QEMU 7.2's memory maps (hw/arm). Cortex-M0+ code runs on the Cortex-M0 of microbit as well as on a Cortex-M3. */
const MACHINES = {
  m0plus: on(cores.m0plus, 'Cortex-M0+ code'),
  microbit: { machine: 'microbit', board: machine('Cortex-M0+ code', 'm0plus', 0, MIB / 4, 0x2000_0000, MIB / 64) },
  m3: on(cores.m3, 'Cortex-M3'),
  m4: on(cores.m4, 'Cortex-M4'),
  m7: on(cores.m7, 'Cortex-M7'),
  m33: on(cores.m33, 'Cortex-M33', 2 * MIB),
  m85: { machine: 'mps3-an547', board: machine('Cortex-M33 code for a Cortex-M85, on a Cortex-M55', 'm85', 0x1000_0000, MIB / 2, 0x3100_0000, MIB) },
  stm32: { machine: 'netduinoplus2', board: findBoard('stm32f411') },
  rp2350: { machine: 'mps2-an505', board: findBoard('rp2350') },
  rp2040: { machine: 'mps2-an505', board: findBoard('rp2040') },
} satisfies Record<string, Machine>;
const cases = Object.values(MACHINES).map((one) => ({ ...one, title: `${one.machine}, ${one.board.name}` }));

const archiveOf = (board: FirmwareBoard): Uint8Array => new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`));

interface Example {
  readonly int8Net: Int8Net;
  readonly plan: ArenaPlan;
  readonly sample: Int8Array;
}

/** A random network of every op, several inputs and outputs among them; by turns as it is, with the input outside the arena, in patches. */
function example(seed: number): Example {
  const rng = new Rng(`image ${seed}`);
  const net = randomNet(rng, seed % 3 === 2 ? ['conv2d', 'depthwiseConv2d', 'add', 'maxPool2d'] : ALL_KINDS);
  const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: -4 });
  const steps = net.nodes.map((_, i) => i + 1).filter((count) => typeof patchStage(net, count) !== 'string').at(-1);
  const patch = seed % 3 === 2 && steps !== undefined ? { rows: 2, cols: 2, steps } : 'off';
  return { int8Net, plan: planArena(net, { inputExternal: seed % 3 === 1, lean: seed % 2 === 0, patch }), sample: randomInputs(net, 1, rng.fork('input')) };
}

const examples = Array.from({ length: 12 }, (_, seed) => example(seed));
const hex = (bytes: Int8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

/** Loaded at its own addresses; PC as a boot loader leaves it, where the vectors are not where the machine looks. */
function loading(image: Image): string[] {
  const file = join(root, 'image.elf');
  writeFileSync(file, toElf(image));
  return image.vectors === image.flash.origin ? ['-kernel', file] : ['-device', `loader,file=${file},cpu-num=0`];
}

const SECONDS = 20;
const qemu = (name: string, image: Image): Emulated => emulate(root, name, loading(image), SECONDS);

/** Runs without anybody listening to semihosting; @returns words of memory at `address` once the first of them is set and the second final */
async function memoryWhenAlone(name: string, image: Image, address: number, words: number): Promise<number[]> {
  const monitor = spawn('qemu-system-arm', ['-M', name, ...QUIET, ...loading(image), '-monitor', 'stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  let said = '';
  monitor.stdout.on('data', (text) => (said += String(text)));
  try {
    for (let tries = 0; tries < 100; tries++) {
      said = '';
      monitor.stdin.write(`xp /${words}xw 0x${address.toString(16)}\n`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const found = [...said.matchAll(/^[0-9a-f]+:((?: 0x[0-9a-f]{8})+)/gm)].flatMap(([, list]) => list.trim().split(' ').map(Number));
      if (found.length >= words && found[1] !== 0) return found.slice(0, words);
    }
    return [];
  } finally {
    monitor.kill('SIGKILL');
  }
}

test('together the examples need every kernel, patches, and inputs outside the arena', () => {
  const kernels = new Set(examples.flatMap(({ int8Net, plan }) => lower(int8Net, plan).ops.map(({ kernel }) => kernel)));
  expect([...kernels].sort()).toEqual(Object.keys(KERNELS).sort());
  expect(examples.some(({ int8Net: { net } }) => net.inputs.length > 1)).toBe(true);
  expect(examples.some(({ int8Net: { net } }) => net.outputs.length > 1)).toBe(true);
});

test.each(cases)('$title gives the executor\'s bytes', ({ machine: name, board }) => {
  examples.forEach(({ int8Net, plan, sample }, i) => {
    const image = firmware(int8Net, plan, board, sample, archiveOf(board));
    const { exit, output } = qemu(name, image);
    expect(output, `network ${i}`).toContain(`thimble: PASS\noutput ${hex(runInt8(int8Net, sample))}\nstack 0x`);
    expect(exit).toBe(0);
    const stack = Number(/stack (0x\w+)/.exec(output)?.[1]);
    expect(stack).toBeGreaterThan(64);
    expect(stack).toBeLessThan(image.sizes.stack - 128);
  });
});

test('what a boot loader takes out of the UF2 file for the Pico runs', () => {
  const { machine: name, board } = MACHINES.rp2040;
  const [{ int8Net, plan, sample }] = examples;
  const image = firmware(int8Net, plan, board, sample, archiveOf(board), { loader: 'uf2' });
  const { origin, bytes } = readUf2(toUf2(image));
  const file = join(root, 'flash.bin');
  writeFileSync(file, bytes);
  const load = ['-device', `loader,file=${file},addr=0x${origin.toString(16)},force-raw=on`, '-device', `loader,addr=0x${(image.entry + 1).toString(16)},cpu-num=0`];
  expect(emulate(root, name, load, SECONDS)).toEqual({ exit: 0, output: expect.stringContaining(`thimble: PASS\noutput ${hex(runInt8(int8Net, sample))}\n`) });
});

test('a wrong answer is said to be wrong', () => {
  const [{ int8Net, plan, sample }] = examples;
  const { machine: name, board } = MACHINES.m4;
  const right = runInt8(int8Net, sample);
  const wrong = Int8Array.from(right, (value, i) => (i === right.length - 1 ? value ^ 1 : value));
  const { exit, output } = qemu(name, linkImage(planTable(int8Net, plan), board, sample, wrong, archiveOf(board)));
  expect(output).toContain(`thimble: FAIL\noutput ${hex(right)}\n`);
  expect(exit).toBe(1);
});

test.each([MACHINES.m0plus, MACHINES.m7, MACHINES.m33])('$machine: a fault is named', ({ machine: name, board }) => {
  const [{ int8Net, plan, sample }] = examples;
  const image = firmware(int8Net, plan, board, sample, archiveOf(board));
  const text = image.sections.find((section) => section.name === '.text')!;
  const infer = image.symbols.find((symbol) => symbol.name === 'thimble_infer')!;
  text.bytes!.set([0x00, 0xde], infer.address - text.address); // udf #0
  expect(qemu(name, image)).toEqual({ output: 'thimble: FAULT\n', exit: 99 });
});

/** thimble_outcome of image.h: magic, state, stack, output bytes, output. */
test.each([MACHINES.m0plus, MACHINES.m4, MACHINES.m7, MACHINES.m33])('$machine without a debugger: the breakpoint is stepped over and the verdict stands in memory', async ({ machine: name, board }) => {
  const [{ int8Net, plan, sample }] = examples;
  const image = firmware(int8Net, plan, board, sample, archiveOf(board));
  const right = runInt8(int8Net, sample);
  const addressOf = (wanted: string): number => image.symbols.find((symbol) => symbol.name === wanted)!.address;
  const words = await memoryWhenAlone(name, image, addressOf('thimble_result'), 4 + Math.ceil(right.length / 4));
  expect(words.slice(0, 2)).toEqual([0x4d494854, 1]);
  expect(words[3]).toBe(right.length);
  expect(hex(new Int8Array(Uint32Array.from(words.slice(4)).buffer, 0, right.length))).toBe(hex(right));
  expect(await memoryWhenAlone(name, image, addressOf('host_is_silent') - 4, 2)).toEqual([expect.any(Number), 1]);
});

const FIXTURES = '../shared/fixtures';

describe.skipIf(!existsSync(FIXTURES))('MLPerf Tiny (skipped where ../shared/fixtures is absent)', () => {
  const models = [['kws', 'kws_ref_model'], ['resnet8', 'pretrainedResnet_quant'], ['ad01', 'ad01_int8']];
  test.each(models)('%s gives TFLite Micro\'s output on every core, from 12 KB of code and less', (golden, file) => {
    const { int8Net, plan } = compileNet(importTflite(readFileSync(`${FIXTURES}/tflite/${file}.tflite`), file));
    const input = new Int8Array(readFileSync(`${FIXTURES}/golden/${golden}.in.bin`));
    const output = new Int8Array(readFileSync(`${FIXTURES}/golden/${golden}.out.bin`));
    for (const { machine: name, board } of [MACHINES.m0plus, MACHINES.m3, MACHINES.m4, MACHINES.m7, MACHINES.m33, MACHINES.rp2040]) {
      const image = firmware(int8Net, plan, board, input, archiveOf(board));
      // the machine that stands in for the Pico has 32 KiB where the Pico has 264
      if (board === MACHINES.rp2040.board && image.sizes.ram > 32 * 1024) continue;
      expect(qemu(name, image), board.name).toEqual({ exit: 0, output: expect.stringContaining(`thimble: PASS\noutput ${hex(output)}\n`) });
      expect(image.sizes.code).toBeLessThan(12 * 1024);
    }
  });
});
