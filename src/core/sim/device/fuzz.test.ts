/** Files and programs that are broken in every way: a result or an InputError of one line, in bounded time, never a defect. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findBoard, type Board } from '../../boards/index.ts';
import { archiveFor, firmware, readUf2, toBin, toElf, toUf2, type Image } from '../../codegen/index.ts';
import { InputError, Rng } from '../../lib/index.ts';
import { planArena } from '../../memory/index.ts';
import { quantise, randomInputs, randomNet, randomWeights } from '../../quant/index.ts';
import { loadElf } from '../iss/elf.ts';
import { finish } from './device.ts';
import { openImage } from './imageFile.ts';
import { imageSteps } from './imageRun.ts';

const rng = new Rng('broken images');
const net = randomNet(rng);
const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 3 });
const sample = randomInputs(net, 1, rng.fork('sample'));
const linked = (board: Board, loader: 'flash' | 'uf2' = 'flash'): Image => firmware(int8Net, planArena(net), board, sample, new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`)), { loader });

const [f446, h743, pico] = ['stm32f446', 'stm32h743', 'rp2040'].map(findBoard);
const FUEL = 60_000;
const run = (file: Uint8Array, board: Board): unknown => finish(imageSteps(openImage(file, 'image', board), board, 'image', FUEL));

/** What work throws must be for a person to read, and one line. */
function refused(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).not.toMatch(/\n|NaN|null|\[object/);
    return true;
  }
}

/** Some bytes changed, in `from` to `to`. */
function changed(file: Uint8Array, noise: Rng, most: number, from = 0, to = file.length): Uint8Array {
  const copy = file.slice();
  for (let n = 1 + noise.int(most); n > 0; n--) copy[from + noise.int(to - from)] = noise.next() < 0.3 ? [0, 0xff, 0x80, 1][noise.int(4)] : noise.int(256);
  return copy;
}

const SCALE = Number(process.env.FUZZ ?? 1);

describe('files', () => {
  const elf = toElf(linked(f446));
  const uf2 = toUf2(linked(pico, 'uf2'));
  const noise = rng.fork('files');

  test('ELF: headers, tables and symbols changed or cut anywhere', () => {
    let count = 0;
    for (let i = 0; i < 400 * SCALE; i++) {
      const one = i % 3 === 0 ? changed(elf, noise, 6, 0, 200) : i % 3 === 1 ? changed(elf, noise, 12, elf.length - 4000) : elf.subarray(0, noise.int(elf.length));
      if (refused(() => loadElf(one, 'a.elf'))) count++;
    }
    expect(count).toBeGreaterThan(0);
  });

  test('ELF: many segments that are one, and long names for many symbols, cost no more than their file', () => {
    const file = new Uint8Array(1 << 20).fill(65);
    const view = new DataView(file.buffer);
    const half = (at: number, value: number): void => view.setUint16(at, value, true);
    const words = (at: number, ...values: readonly number[]): void => values.forEach((value, i) => view.setUint32(at + 4 * i, value, true));
    file.set(elf.subarray(0, 52));
    half(42, 32);
    half(44, 32_000);
    words(28, 52, 0);
    half(48, 0);
    for (let i = 0; i < 32_000; i++) words(52 + 32 * i, 1, 0, 0x0800_0000, 0x0800_0000, 1 << 19, 1 << 19, 5, 4);
    expect(() => loadElf(file, 'a.elf')).toThrow(/loads 16777216000 bytes/);
    // one segment; two sections: 30 000 symbols, each named by the same half a megabyte
    half(44, 1);
    words(32, 100);
    half(46, 40);
    half(48, 2);
    words(104, 2, 0, 0, 200, 480_000, 1);
    words(144, 3, 0, 0, 500_000, 500_000, 0);
    file.fill(65, 500_000, 1_000_000);
    for (let at = 200; at < 480_200; at += 16) words(at, 0, 0x0800_0000, 4, 2);
    const { symbols } = loadElf(file, 'a.elf');
    expect([symbols.length, symbols[0].name.length]).toEqual([30_000, 4096]);
  });

  test('UF2: every field, and what it holds', () => {
    let count = 0;
    for (let i = 0; i < 300 * SCALE; i++) {
      const one = changed(uf2, noise, 4, 512 * noise.int(uf2.length / 512), uf2.length);
      if (refused(() => readUf2(one, 'a.uf2'))) count++;
      refused(() => openImage(one, 'a.uf2', pico));
    }
    expect(count).toBeGreaterThan(0);
  });

  test('bin: bytes of any kind', () => {
    for (let i = 0; i < 60 * SCALE; i++) {
      const one = Uint8Array.from({ length: noise.int(4000) }, () => noise.int(256));
      // a table that can be started from, then anything
      if (i % 2 === 0 && one.length > 600) new Uint32Array(one.buffer, 0, 2).set([0x2000_1000, 0x0800_0101]);
      refused(() => run(one, f446));
    }
  });
});

describe('programs', () => {
  const cases: readonly (readonly [string, Board, Uint8Array])[] = [['stm32f446', f446, toBin(linked(f446))], ['stm32h743', h743, toBin(linked(h743))], ['rp2040', pico, toBin(linked(pico))]];
  test.each(cases)('%s: code changed at random runs into its end, its fuel or a fault', (id, board, bin) => {
    const noise = rng.fork(id);
    let ended = 0;
    for (let i = 0; i < 40 * SCALE; i++) {
      // past the vectors, in the first kilobytes: start-up, runner, kernels
      const one = changed(bin, noise, 24, id === 'rp2040' ? 0x1c0 : 0x40, Math.min(bin.length, 12_000));
      if (!refused(() => run(one, board))) ended++;
    }
    expect(ended).toBeLessThan(40 * SCALE);
  });
});
