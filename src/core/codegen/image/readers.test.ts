/**
 * The readers against bytes that may come from anywhere: whatever is cut, flipped or made up ends in an InputError or
 * in an object, soon, and never in another error; and what cannot be linked is refused by name.
 */
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { InputError } from '../../lib/index.ts';
import { readArchive } from './archive.ts';
import { link } from './link.ts';
import { readObject, type ObjectFile } from './objectFile.ts';

const archive = new Uint8Array(readFileSync('public/kernels/arm/m0plus.a'));
const folder = mkdtempSync(join(tmpdir(), 'readers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const REQUEST = { front: [], codeOffset: 0, flash: { origin: 0, bytes: 1 << 16 }, ram: { origin: 0x2000_0000, bytes: 1 << 14 }, stackBytes: 256 };
const linkAll = (objects: readonly ObjectFile[], ...roots: string[]): unknown => link({ ...REQUEST, objects, roots });

function compile(source: string, ...flags: string[]): ObjectFile {
  const [c, object] = [join(folder, 'one.c'), join(folder, 'one.o')];
  writeFileSync(c, source);
  execFileSync('arm-none-eabi-gcc', ['-mcpu=cortex-m4', '-mthumb', '-O1', '-ffunction-sections', ...flags, '-c', '-o', object, c]);
  return readObject(new Uint8Array(readFileSync(object)), 'one.o');
}

/** Reading and linking either work or end in an InputError. */
function survives(bytes: Uint8Array): void {
  try {
    linkAll(readArchive(bytes, 'hostile.a'), 'int8_run');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
  }
}

test('an archive cut anywhere', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: archive.length - 1 }), (length) => {
    survives(archive.slice(0, length));
  }), { numRuns: 150 });
});

test('an archive with bytes changed, in headers and tables above all', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
    const bytes = archive.slice();
    for (const [at, value] of changes) bytes[at] = value;
    survives(bytes);
  }), { numRuns: 150 });
  const start = 8 + 60;
  fc.assert(fc.property(fc.integer({ min: 0, max: 4000 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), (at, value) => {
    const bytes = archive.slice();
    bytes.fill(value, start + at, start + at + 4);
    survives(bytes);
  }), { numRuns: 300 });
});

test('section headers that all point to the same relocations do not multiply them', () => {
  const count = 5000;
  const bytes = new Uint8Array(52 + 40 * count + (1 << 20));
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  view.setUint16(16, 1, true);
  view.setUint16(18, 40, true);
  view.setUint32(32, 52, true);
  view.setUint16(46, 40, true);
  view.setUint16(48, count, true);
  view.setUint16(50, 1, true);
  for (let i = 1; i < count; i++) {
    const words = i === 1 ? [0, 1, 2, 0, 4, 0, 0, 4] : i === 2 ? [0, 2, 0, 0, 16, 1, 0, 4] : [0, 9, 0, 0, 1 << 20, 2, 1, 4];
    words.forEach((word, n) => view.setUint32(52 + 40 * i + 4 * (n < 3 ? n : n + 1), word, true));
    view.setUint32(52 + 40 * i + 16, 52 + 40 * count, true);
  }
  expect(() => readObject(bytes, 'bomb.o')).toThrow(/more relocations than bytes/);
});

test('what is not linked is refused by name', () => {
  expect(() => linkAll([compile('int here(void); int there(void) { return here() + 1; }')], 'there')).toThrow(/one\.o, \.text\.there, here: is defined nowhere/);
  expect(() => linkAll([compile('int one(void) { return 1; }'), compile('int one(void) { return 2; }')], 'one')).toThrow(/one: is defined twice/);
  expect(() => linkAll([compile('int one(void) { return 1; }')], 'two')).toThrow(/two: is in none of the 1 objects/);
  for (const [type, ...where] of [['R_ARM_PREL31', 'odd'], ['R_ARM_THM_JUMP11', 'odd'], ['R_ARM_CALL', 'odd']]) {
    const source = `__asm__(".section .text.odd,\\"ax\\"\\n.global odd\\n.type odd,%function\\n.thumb_func\\nodd: .word 0\\n.reloc odd, ${type}, odd\\n.text");`;
    expect(() => linkAll([compile(source)], ...where)).toThrow(`one.o, .text.odd, odd: ${type} is not linked`);
  }
  expect(() => compile('_Thread_local int x = 1;')).toThrow(/one\.o, \.tdata: thread-local data are not linked/);
  expect(() => compile('int x;', '-fcommon')).not.toThrow();
  expect(() => linkAll([compile('int x; int get(void) { return x; }', '-fcommon')], 'get')).toThrow(/one\.o, \.text\.get, x: lies in a section of a kind that is not linked/);
  expect(() => linkAll([compile('char large[20000]; char *get(void) { return large; }')], 'get')).toThrow(/RAM: the image needs 202\d\d bytes up to the end of \.bss; the board has 16384/);
  expect(() => linkAll([compile('const char large[70000] = { 1 }; const char *get(void) { return large; }')], 'get')).toThrow(/flash: the image needs 70\d\d\d bytes up to the end of \.rodata; the board has 65536/);
  expect(() => readObject(new Uint8Array(readFileSync('public/kernels/int8.wasm')), 'int8.wasm')).toThrow(/int8\.wasm: is no ELF object/);
  expect(() => readArchive(Uint8Array.of(1, 2, 3), 'x.a')).toThrow(/x\.a: is no archive/);
});

test('initial values of data go to flash and cost there too', () => {
  const { sections } = link({ ...REQUEST, objects: [compile('int counter = 0x12345678; int bump(void) { return counter++; }')], roots: ['bump'] });
  const data = sections.find(({ name }) => name === '.data')!;
  expect(data).toMatchObject({ address: 0x2000_0100, size: 4, writable: true });
  expect([...data.bytes!]).toEqual([0x78, 0x56, 0x34, 0x12]);
  expect(data.loadAddress).toBe(sections.find(({ name }) => name === '.text')!.size);
});

test('a call of a weak function that nobody defines traps; its address is 0', () => {
  const object = compile('__attribute__((weak)) void absent(void); void (*where(void))(void) { return absent; } int call(void) { absent(); return 1; }');
  const { sections } = link({ ...REQUEST, objects: [object], roots: ['where', 'call'] });
  const text = Buffer.from(sections.find(({ name }) => name === '.text')!.bytes!).toString('hex');
  expect(text).toMatch(/^0048704700000000/); // ldr r0, =absent; bx lr
  expect(text).toContain('00de00de'); // udf #0, twice
});
