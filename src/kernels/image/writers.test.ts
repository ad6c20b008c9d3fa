/** ELF, bin and UF2 of one image say the same, GNU binutils agree, and each board gets the front its boot wants. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { boards, findBoard } from '../../core/boards/index.ts';
import { crc32 } from '../../core/codegen/image/crc32.ts';
import { archiveFor, firmware, readUf2, toBin, toElf, toUf2, type FirmwareBoard, type FirmwareOptions, type Image } from '../../core/codegen/index.ts';
import { InputError, Rng, utf8 } from '../../core/lib/index.ts';
import { planArena } from '../../core/memory/index.ts';
import { quantise, randomInputs, randomNet, randomWeights } from '../../core/quant/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'writers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rng = new Rng('writers');
const net = randomNet(new Rng('writers net'));
const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 3 });
const sample = randomInputs(net, 1, rng.fork('input'));

function imageFor(board: FirmwareBoard, options: FirmwareOptions = {}): Image {
  const archive = new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`));
  return firmware(int8Net, planArena(net), board, sample, archive, options);
}

const withImage = boards.filter(({ memoryMap }) => memoryMap !== null);

describe.each(withImage)('$id', (board) => {
  const image = imageFor(board);
  const bin = toBin(image);

  test('binutils read the ELF without complaint and take the same bytes from it', () => {
    const [elf, flat] = [join(folder, 'image.elf'), join(folder, 'image.bin')];
    writeFileSync(elf, toElf(image));
    expect(execFileSync('arm-none-eabi-readelf', ['-a', '-W', elf], { encoding: 'utf8' })).not.toMatch(/warning|error/i);
    execFileSync('arm-none-eabi-objcopy', ['-O', 'binary', '--gap-fill', '0xff', elf, flat]);
    expect(Buffer.compare(readFileSync(flat), bin)).toBe(0);
  });

  test('sections lie in the board\'s memories, do not touch, and add up', () => {
    const ends = image.sections.map(({ address, size }) => [address, address + size] as const).sort(([a], [b]) => a - b);
    ends.slice(1).forEach(([from], i) => expect(from).toBeGreaterThanOrEqual(ends[i][1]));
    for (const { address, size, writable } of image.sections) {
      const region = writable ? image.ram : image.flash;
      expect(address).toBeGreaterThanOrEqual(region.origin);
      expect(address + size).toBeLessThanOrEqual(region.origin + region.bytes);
    }
    const { flash, ram, code, plan, constants, selftest, data, stack, arena, variables } = image.sizes;
    expect(flash).toBe(bin.length);
    expect(code + plan + constants + selftest + data).toBe(flash);
    expect(stack + data + arena + variables).toBe(ram);
    expect(Math.min(...Object.values(image.sizes))).toBeGreaterThanOrEqual(0);
  });

  test('the vector table holds the top of the stack and the reset handler', () => {
    const view = new DataView(bin.buffer);
    const at = image.vectors - image.flash.origin;
    expect(view.getUint32(at, true)).toBe(image.ram.origin + image.sizes.stack);
    expect(view.getUint32(at + 4, true)).toBe(image.entry + 1);
    expect(image.vectors % 128).toBe(0);
  });
});

test('the RP2040 starts from a second stage whose last word is its checksum, the vectors behind it', () => {
  expect(crc32(utf8('123456789'))).toBe(0x0376_e6e7); // check value of CRC-32/MPEG-2
  const image = imageFor(findBoard('rp2040'));
  const bin = toBin(image);
  expect(image.vectors).toBe(0x1000_0100);
  expect(new DataView(bin.buffer).getUint32(252, true)).toBe(crc32(bin.subarray(0, 252)));
  expect(crc32(bin.subarray(0, 252))).not.toBe(crc32(new Uint8Array(252)));
});

test('the RP2350 finds its image definition in the first 4 KiB', () => {
  const bin = Buffer.from(toBin(imageFor(findBoard('rp2350'))));
  const block = Buffer.from(Uint32Array.of(0xffff_ded3, 0x1021_0142, 0x0000_01ff, 0, 0xab12_3579).buffer);
  expect(bin.indexOf(block)).toBeGreaterThan(0);
  expect(bin.indexOf(block)).toBeLessThan(4096 - 20);
});

test('the RA4M1\'s option-setting memory stays erased', () => {
  const image = imageFor(findBoard('ra4m1'));
  expect([...new Set(toBin(image).subarray(0x400, 0x500))]).toEqual([0xff]);
  expect(image.sections.filter(({ loadAddress, size, bytes }) => bytes !== null && loadAddress < 0x500 && loadAddress + size > 0x400)).toEqual([]);
});

describe.each([['rp2040', 0xe48b_ff56, 0x1000_0000], ['rp2350', 0xe48b_ff59, 0x1000_0000], ['nrf52840', 0xada5_2840, 0x1000], ['samd21', 0x68ed_2b88, 0x2000]])('UF2 for %s', (id, family, origin) => {
  const image = imageFor(findBoard(id), { loader: 'uf2' });
  const uf2 = toUf2(image);

  test('reads back as the image, padded to whole pages, for the right family and address', () => {
    const content = readUf2(uf2);
    expect(content).toMatchObject({ family, origin });
    const bin = toBin(image);
    expect(Buffer.compare(content.bytes.subarray(0, bin.length), bin)).toBe(0);
    expect(content.bytes.length - bin.length).toBeLessThan(256);
    expect(content.bytes.subarray(bin.length).every((byte) => byte === 0xff)).toBe(true);
  });

  test('a block cut, changed or moved is seen', () => {
    expect(() => readUf2(uf2.subarray(0, uf2.length - 1))).toThrow(InputError);
    expect(() => readUf2(uf2.subarray(512))).toThrow(/block 0/);
    fc.assert(fc.property(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 1, max: 255 }), fc.nat(uf2.length / 512 - 1), (field, change, block) => {
      const bytes = uf2.slice();
      bytes[512 * block + field] ^= change;
      // further flags may be set by other tools, and one block may say where it all begins
      fc.pre(field < 8 || field > 11);
      expect(() => readUf2(bytes)).toThrow(InputError);
    }), { numRuns: 100 });
  });
});

test('boards that take no image say why, and what would do', () => {
  const archive = new Uint8Array();
  const make = (id: string, options: FirmwareOptions = {}): Image => firmware(int8Net, planArena(net), findBoard(id), sample, archive, options);
  expect(() => make('esp32')).toThrow(/ESP32 DevKit: no firmware image can be made for its core \(lx6\).*export the C bundle/);
  expect(() => make('esp32c3')).toThrow(/rv32/);
  expect(() => make('mimxrt1062')).toThrow(/Teensy 4\.1: .*boot header/);
  expect(() => make('stm32f746', { loader: 'uf2' })).toThrow(/STM32F746 Discovery: has no UF2 boot loader/);
  expect(() => toUf2(imageFor(findBoard('stm32f746')))).toThrow(/has no UF2 boot loader/);
  expect(() => make('stm32f746')).toThrow(/m7\.a: is no archive/);
});

test('an image that does not fit names the memory and both figures', () => {
  const board = findBoard('stm32f103');
  expect(() => imageFor(board, { stackBytes: 30_000 })).toThrow(/RAM: a stack of 30000 bytes is larger than the board's 20480/);
  const small = { ...board, memoryMap: { ...board.memoryMap!, flashBytes: 2048 } };
  expect(() => imageFor(small)).toThrow(/flash: the image needs \d+ bytes up to the end of \.text; the board has 2048/);
});

test('the same network gives the same file, whatever was linked before', () => {
  const files = (): string => ['rp2040', 'stm32f411'].map((id) => Buffer.from(toElf(imageFor(findBoard(id)))).toString('base64')).join();
  expect(files()).toBe(files());
});
