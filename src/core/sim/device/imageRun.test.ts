/** Firmware of any kind from reset to its end, and every way in which it may go wrong: one clear line each. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cores, type Core } from '../../../kernels/qemu/cores.ts';
import { buildCounter } from '../../../kernels/qemu/counter.ts';
import { buildFirmware, runQemu } from '../../../scripts/iss/firmware.ts';
import { findBoard, type Board } from '../../boards/index.ts';
import { archiveFor, firmware, toBin, toElf, toUf2, type Image } from '../../codegen/index.ts';
import { InputError, Rng } from '../../lib/index.ts';
import { planArena } from '../../memory/index.ts';
import { quantise, randomInputs, randomNet, randomWeights, runInt8 } from '../../quant/index.ts';
import type { IssCore } from '../iss/index.ts';
import { finish } from './device.ts';
import { openImage } from './imageFile.ts';
import { imageSteps, inferenceSteps, takesInputs, traceSteps, type ImageRun } from './imageRun.ts';

const rng = new Rng('images');
const net = randomNet(rng);
const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 3 });
const sample = randomInputs(net, 1, rng.fork('sample'));
const linked = (board: Board, loader: 'flash' | 'uf2' = 'flash'): Image => firmware(int8Net, planArena(net), board, sample, new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`)), { loader });

const f446 = findBoard('stm32f446');
const FUEL = 1e8;
const run = (file: Uint8Array, board: Board, fuel = FUEL): ImageRun => finish(imageSteps(openImage(file, 'image', board), board, 'image', fuel));
const hex = (bytes: Int8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

test.each(['stm32f446', 'rp2040', 'nrf5340', 'sam3x8e', 'apollo3'])('ELF, bin and UF2 for %s are the same program, and it passes', (id) => {
  const board = findBoard(id);
  const elf = run(toElf(linked(board)), board);
  expect(elf.text).toContain(`thimble: PASS\noutput ${hex(runInt8(int8Net, sample))}\n`);
  expect(elf.exit).toBe(0);
  expect(elf.functions.map(({ name }) => name)).toEqual(expect.arrayContaining(['thimble_infer', 'int8_run']));
  const { instructions, cycles, text, stackBytes } = elf;
  expect(run(toBin(linked(board)), board)).toMatchObject({ instructions, cycles, text, stackBytes });
  if (id === 'rp2040') expect(run(toUf2(linked(board, 'uf2')), board)).toMatchObject({ instructions, text });
});

test('an image of ours takes inputs', () => {
  const loaded = openImage(toElf(linked(f446)), 'image', f446);
  const inputs = randomInputs(net, 3, rng.fork('inputs'));
  expect(takesInputs(loaded)).toBe(true);
  expect(takesInputs(openImage(toBin(linked(f446)), 'image', f446))).toBe(false);
  const size = inputs.length / 3;
  const runs = finish(inferenceSteps(loaded, f446, 'image', inputs));
  expect(runs.map(({ output }) => output)).toEqual([0, 1, 2].map((i) => runInt8(int8Net, inputs.subarray(i * size, (i + 1) * size))));
  expect(() => finish(inferenceSteps(loaded, f446, 'image', inputs.subarray(1)))).toThrow(/takes \d+ per input/);
});

test('a trace begins at reset and goes as far as one wants', () => {
  const lines = finish(traceSteps(openImage(toElf(linked(f446)), 'image', f446), f446, 8));
  expect(lines.map((line) => line.function)).toEqual([...new Array<string>(7).fill('thimble_reset'), 'start']);
  expect(lines[0].text).toMatch(/^b672 +CPS/);
});

/** The image with other code where the inference begins. */
function with_(code: readonly number[], board = f446, write = toElf): Uint8Array {
  const image = linked(board);
  const text = image.sections.find(({ name }) => name === '.text');
  const infer = image.symbols.find(({ name }) => name === 'thimble_infer');
  if (text === undefined || text.bytes === null || infer === undefined) throw new Error('no code');
  text.bytes.set(new Uint8Array(Uint16Array.from(code).buffer), infer.address - text.address);
  return write(image);
}

describe('what goes wrong is one line', () => {
  const elf = toElf(linked(f446));
  const word = (file: Uint8Array, at: number, value: number): Uint8Array => {
    const changed = file.slice();
    new DataView(changed.buffer).setUint32(at, value, true);
    return changed;
  };
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['a branch to itself', () => run(with_([0xe7fe]), f446), /never ends: a branch to itself at 0x\w+ in thimble_infer/],
    ['a branch to itself where no function has a name', () => run(with_([0xe7fe], f446, toBin), f446), /never ends: a branch to itself at 0x\w+, within/],
    ['a loop that is longer', () => run(with_([0xbf00, 0xe7fd]), f446, 1e6), /still runs after 10\d{5} instructions, at 0x\w+ in thimble_infer.*--fuel/],
    ['a stack overflow', () => run(with_([0xb5ff, 0xe7fd]), f446), /the stack overflows: it begins at 0x20000600, may reach 0x20000000, and goes to 0x1f\w+, at 0x\w+ in thimble_infer/],
    ['a write to flash', () => run(with_([0x2008, 0x0600, 0x6000]), f446), /write of 4 bytes at 0x08000000, in flash, which cannot be written, at 0x\w+ in thimble_infer/],
    ['a read of nothing', () => run(with_([0x2004, 0x0700, 0x6800]), f446), /read of 4 bytes at 0x40000000, where there is no memory.* in thimble_infer/],
    ['an undefined instruction', () => run(with_([0xde00]), f446), /encoding de00.* in thimble_infer/],
    ['an image for a core with more instructions', () => run(elf, { ...f446, core: 'm0plus' }), /not an instruction of the Cortex-M0\+/],
    ['an image for another board', () => run(elf, findBoard('rp2040')), /is for another board/],
    ['a board that is not simulated', () => run(elf, findBoard('esp32')), /instructions \(core lx6\) are not simulated/],
    ['an ELF that is cut', () => run(elf.subarray(0, elf.length >> 1), f446), /cut short/],
    ['an ELF for another machine', () => run(word(elf, 16, 0x003e0002), f446), /for machine 62; Arm is 40/],
    ['an ELF with headers beyond its end', () => run(word(elf, 28, 0x7fffffff), f446), /cut short/],
    ['bytes that are no program', () => run(new Uint8Array(4096), f446), /has no vector table/],
    ['nothing', () => run(new Uint8Array(0), f446), /has 0 bytes/],
    ['a UF2 that is cut', () => run(toUf2(linked(findBoard('rp2040'), 'uf2')).subarray(0, 700), findBoard('rp2040')), /UF2 comes in blocks of 512/],
  ];
  test.each(cases)('%s', (_, work, message) => {
    expect(work).toThrow(InputError);
    expect(work).toThrow(message);
  });

  test('bytes changed in the headers and tables of an ELF: a result or one line, never a defect', () => {
    const noise = rng.fork('noise');
    for (let i = 0; i < 60; i++) {
      const changed = elf.slice();
      for (let n = 0; n < 8; n++) changed[i % 2 === 0 ? noise.int(200) : changed.length - 1 - noise.int(2000)] = noise.int(256);
      try {
        run(changed, f446, 3e6);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }
  });
});

describe('foreign firmware', () => {
  const root = mkdtempSync(join(tmpdir(), 'foreign-'));
  let plugin = '';
  beforeAll(() => {
    plugin = buildCounter(root);
    writeFileSync(join(root, 'foreign.c'), `
      #include "start.h"
      __attribute__((noipa)) static int collatz(unsigned n) { int steps = 0; for (; n != 1; steps++) n = n % 2 ? 3 * n + 1 : n / 2; return steps; }
      int main(void) { write_text(collatz(27) == 111 ? "right\\n" : "wrong\\n"); return 3; }`);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const at = (id: string, { flash: flashOrigin, ram: ramOrigin }: Core): Board => {
    const board = findBoard(id);
    if (board.memoryMap === null) throw new Error(id);
    return { ...board, memoryMap: { ...board.memoryMap, flashOrigin, ramOrigin, flashBytes: 4 << 20, ramBytes: 4 << 20 } };
  };
  const machines: readonly (readonly [IssCore, Board])[] = [['m0plus', at('stm32g0b1', cores.m0plus)], ['m4', at('stm32l4r5', cores.m4)], ['m33', at('nrf5340', cores.m33)]];

  test.each(machines)('on %s: its words, its exit code, QEMU\'s instructions, its functions', (core, board) => {
    const file = buildFirmware(root, core, 'O2', [join(root, 'foreign.c')], 'foreign');
    const { output, exit, instructions } = runQemu(file, core, plugin);
    const ours = run(new Uint8Array(readFileSync(file)), board);
    expect(ours).toMatchObject({ text: output, exit, instructions });
    expect([ours.text, exit]).toEqual(['right\n', 3]);
    expect(ours.functions.map(({ name }) => name)).toEqual(expect.arrayContaining(['collatz', 'main']));
  });
});
