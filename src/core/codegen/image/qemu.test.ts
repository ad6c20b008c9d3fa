/**
 * Images linked here, run by QEMU: on every core the network gives the executor's bytes, with a debugger listening and
 * without. Two machines have the memory of a board of ours, so that the very bytes for that board run; for the others
 * the image is linked again where the machine has its memory.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findBoard } from '../../boards/index.ts';
import { Rng } from '../../lib/index.ts';
import { planArena } from '../../memory/index.ts';
import type { Net } from '../../net/index.ts';
import { quantise, randomInputs, randomNet, randomWeights, runInt8, type Int8Net } from '../../quant/index.ts';
import { archiveFor, firmware, toBin, toElf, type FirmwareBoard, type Image } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'image-'));
afterAll(() => rmSync(root, { recursive: true }));

const machine = (id: string, core: string, flashOrigin: number, flashBytes: number, ramOrigin: number, ramBytes: number): FirmwareBoard => ({
  id, name: id, core, memoryMap: { flashOrigin, flashBytes, ramOrigin, ramBytes, boot: 'vectors', codeOffset: 0, uf2: null },
});
const MIB = 1 << 20;
/** QEMU 7.2's memory maps (hw/arm). Cortex-M0+ code runs on the Cortex-M0 of microbit as well as on the Cortex-M3. */
const MACHINES = [
  ['mps2-an385', machine('M0+ code on mps2-an385', 'm0plus', 0, 4 * MIB, 0x2000_0000, 4 * MIB)],
  ['microbit', machine('M0+ code on microbit', 'm0plus', 0, MIB / 4, 0x2000_0000, MIB / 64)],
  ['mps2-an385', machine('mps2-an385', 'm3', 0, 4 * MIB, 0x2000_0000, 4 * MIB)],
  ['mps2-an386', machine('mps2-an386', 'm4', 0, 4 * MIB, 0x2000_0000, 4 * MIB)],
  ['mps2-an500', machine('mps2-an500', 'm7', 0, 4 * MIB, 0x2000_0000, 4 * MIB)],
  ['mps2-an505', machine('mps2-an505', 'm33', 0x1000_0000, 4 * MIB, 0x3800_0000, 2 * MIB)],
  ['mps3-an547', machine('M33 code on the Cortex-M55 of mps3-an547', 'm85', 0x1000_0000, MIB / 2, 0x3100_0000, MIB)],
  ['netduinoplus2', findBoard('stm32f411')],
] as const;

const archiveOf = (board: FirmwareBoard): Uint8Array => new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`));

function example(seed: string, net: Net): { readonly int8Net: Int8Net; readonly sample: Int8Array } {
  const rng = new Rng(seed);
  const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: -4 });
  return { int8Net, sample: randomInputs(net, 1, rng.fork('input')) };
}

const examples = Array.from({ length: 4 }, (_, i) => example(`image ${i}`, randomNet(new Rng(`image net ${i}`))));
const hex = (bytes: Int8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

function qemu(name: string, image: Image): { readonly status: number | null; readonly said: string } {
  const file = join(root, 'image.elf');
  writeFileSync(file, toElf(image));
  const { error, status, stderr } = spawnSync('qemu-system-arm', ['-M', name, '-nographic', '-semihosting-config', 'enable=on,target=native', '-kernel', file], { encoding: 'utf8', input: '', timeout: 20_000 });
  if (error !== undefined) throw new Error(`qemu-system-arm cannot be run (${error.message}); npm test installs it on Debian and Ubuntu`);
  return { status, said: stderr };
}

describe.each(MACHINES)('%s: $id', (name, board) => {
  test.each(examples.map((one, i) => [i, one] as const))('example %i passes with the executor\'s bytes', (_, { int8Net, sample }) => {
    const image = firmware(int8Net, planArena(int8Net.net), board, sample, archiveOf(board));
    const { status, said } = qemu(name, image);
    expect(said).toContain(`thimble: PASS\noutput ${hex(runInt8(int8Net, sample))}\nstack 0x`);
    expect(status).toBe(0);
    const stack = Number(/stack (0x\w+)/.exec(said)?.[1]);
    expect(stack).toBeGreaterThan(64);
    expect(stack).toBeLessThan(image.sizes.stack / 2);
  });
});
