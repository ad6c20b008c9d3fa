/** The linker against GNU ld, on the prebuilt objects: the same bytes at the same addresses, and no larger by its own layout. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodePlan } from '../planTable.ts';
import { KERNELS } from '../record.ts';
import { readArchive } from './archive.ts';
import { link, type Linked, type LinkRequest } from './link.ts';
import { networkObject } from './networkObject.ts';
import { readObject, type ObjectFile, type Section } from './objectFile.ts';

const CORES = ['m0plus', 'm3', 'm4', 'm7', 'm33'] as const;
const REGIONS = { flash: { origin: 0x0800_0000, bytes: 1 << 20 }, ram: { origin: 0x2000_0000, bytes: 1 << 16 }, stackBytes: 1024, codeOffset: 0 };

const folder = mkdtempSync(join(tmpdir(), 'link-'));
afterAll(() => rmSync(folder, { recursive: true }));

const archivePath = (core: string): string => resolve(`public/kernels/arm/${core}.a`);
const archiveBytes = (core: string): Uint8Array => new Uint8Array(readFileSync(archivePath(core)));

/** A plan without ops, an arena of 64 bytes, input and output of 4: linking looks no deeper. */
const plan = encodePlan({ ops: [], constants: [], constantsBytes: 0, arenaBytes: 64, inputs: [{ offset: 0, bytes: 4 }], outputs: [{ offset: 16, bytes: 4 }] });
const network = networkObject(plan, Int8Array.of(1, 2, 3, 4), Int8Array.of(5, 6, 7, 8));

const kernelNames: ReadonlySet<string | null> = new Set(Object.values(KERNELS).map(({ symbol }) => symbol));

/** Every kernel of the archive. */
const kernelsIn = (objects: readonly ObjectFile[]): string[] =>
  objects.flatMap(({ symbols }) => symbols).filter(({ name, binding, place }) => binding === 'global' && typeof place === 'object' && kernelNames.has(name)).map(({ name }) => name);

function linkWith(core: string, kernels: (all: string[]) => string[]): { readonly request: LinkRequest; readonly linked: Linked; readonly kernels: string[] } {
  const objects = [...readArchive(archiveBytes(core), `${core}.a`), network];
  const chosen = kernels(kernelsIn(objects));
  const request: LinkRequest = { ...REGIONS, objects, roots: ['thimble_vectors', 'thimble_infer', ...chosen], front: [{ section: '.vectors', alignment: 256 }] };
  return { request, linked: link(request), kernels: chosen };
}

/** GNU ld with a script; the network's symbols and the linker's own are given. @returns sections of the result by name */
function gnuLd(input: string, script: string, extra: readonly string[]): Map<string, Uint8Array> {
  const [scriptFile, out] = [join(folder, 'link.ld'), join(folder, 'out.elf')];
  writeFileSync(scriptFile, script);
  execFileSync('arm-none-eabi-ld', ['-T', scriptFile, '-o', out, '--no-warn-rwx-segments', ...extra, input], { stdio: ['ignore', 'ignore', 'pipe'] });
  const bytes = new Uint8Array(readFileSync(out));
  const view = new DataView(bytes.buffer);
  const header = (i: number): number => view.getUint32(32, true) + 40 * i;
  const names = view.getUint32(header(view.getUint16(50, true)) + 16, true);
  return new Map(Array.from({ length: view.getUint16(48, true) }, (_, i) => {
    const [name, offset, size] = [names + view.getUint32(header(i), true), view.getUint32(header(i) + 16, true), view.getUint32(header(i) + 20, true)];
    return [String.fromCharCode(...bytes.subarray(name, bytes.indexOf(0, name))), bytes.subarray(offset, offset + size)];
  }));
}

const isOurs = (section: Section): boolean => section.object === network.name;
const member = (section: Section): string => section.object.split(', ')[1];

/** What the network's object and the linker define, as --defsym. */
const definitions = ({ symbols }: Linked): string[] =>
  symbols.filter(({ name, section, binding }) => binding === 'global' && (section === '' || network.symbols.some((symbol) => symbol.name === name))).map(({ name, address }) => `--defsym=${name}=0x${address.toString(16)}`);

describe.each(CORES)('%s', (core) => {
  test('every section has the bytes that GNU ld puts at that address', () => {
    const { linked, kernels } = linkWith(core, (all) => all);
    const theirs = linked.placements.filter(({ section }) => !isOurs(section) && section.bytes !== null);
    const lines = linked.placements.filter(({ section }) => !isOurs(section)).map(({ section, address }, i) => `.p${i} 0x${address.toString(16)} : { *:${member(section)}(${section.name}) }`);
    const gnu = gnuLd(archivePath(core), `SECTIONS { ${lines.join('\n')} /DISCARD/ : { *(*) } }`, ['--no-gc-sections', ...kernels.map((name) => `--undefined=${name}`), '--undefined=thimble_vectors', '--undefined=thimble_infer', ...definitions(linked)]);
    const order = linked.placements.filter(({ section }) => !isOurs(section));
    expect(theirs.length).toBeGreaterThan(kernels.length + 5);
    for (const { section, address, output } of theirs) {
      const home = linked.sections.find(({ name }) => name === output)!;
      const mine = home.bytes!.subarray(address - home.address, address - home.address + section.size);
      const other = gnu.get(`.p${order.findIndex((placement) => placement.section === section)}`);
      expect(Buffer.from(mine).toString('hex'), `${section.object} ${section.name}`).toBe(Buffer.from(other ?? []).toString('hex'));
    }
  });

  test('its own layout is within 2 % of GNU ld\'s, with one kernel and with all', () => {
    for (const pick of [(all: string[]) => all.filter((name) => name === 'int8_dense'), (all: string[]) => all]) {
      const { linked, kernels } = linkWith(core, pick);
      const script = `ENTRY(thimble_reset) SECTIONS { .text 0x08000000 : { KEEP(*(.vectors)) *(.text*) *(.rodata*) } .data 0x20000400 : { *(.data*) } .bss : { *(.bss*) } }`;
      const gnu = gnuLd(archivePath(core), script, ['--gc-sections', ...kernels.map((name) => `--undefined=${name}`), '--undefined=thimble_vectors', '--undefined=thimble_infer', ...definitions(linked)]);
      const networkBytes = linked.placements.reduce((sum, { section }) => sum + (isOurs(section) && section.bytes !== null ? section.size : 0), 0);
      const mine = linked.sections.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0) - networkBytes;
      const other = gnu.get('.text')!.length + (gnu.get('.data')?.length ?? 0);
      expect(Math.abs(mine - other) / other, `${mine} against ${other}`).toBeLessThan(0.02);
    }
  });

  test('only the kernels that are asked for are linked; the others are nowhere in the runner\'s table', () => {
    const { linked, request } = linkWith(core, () => ['int8_dense']);
    const kernels = kernelsIn(request.objects);
    const functions = linked.symbols.filter(({ name, section }) => section === '.text' && kernels.includes(name));
    expect(functions.map(({ name }) => name)).toEqual(['int8_dense']);
    const table = linked.placements.find(({ section, output }) => output === '.rodata' && section.relocations.some(({ symbol }) => symbol.name === 'int8_dense'))!;
    const home = linked.sections.find(({ name }) => name === table.output)!;
    const view = new DataView(home.bytes!.buffer, table.address - home.address, table.section.size);
    const words = Array.from({ length: table.section.size / 4 }, (_, i) => view.getUint32(4 * i, true));
    expect(words.filter((word) => word !== 0)).toEqual([functions[0].address + 1]);
  });
});

test('the same objects give the same bytes', () => {
  const bytes = (): string => JSON.stringify(linkWith('m4', (all) => all).linked.sections.map(({ address, bytes: part }) => [address, part === null ? '' : Buffer.from(part).toString('base64')]));
  expect(bytes()).toBe(bytes());
});

test('relocations that the archives do not have come out as GNU ld\'s: MOVW and MOVT, addends, tail calls, distances', () => {
  const [source, object] = [join(folder, 'one.c'), join(folder, 'one.o')];
  writeFileSync(source, `
    int table[40] = { 1, 2, 3 };
    int far(int x) { return table[x & 31] + table[37]; }
    int jump(int x) { return far(x + 1); }
    int (*const pointers[])(int) = { far, jump };
    __asm__(".section .text.distance,\\"ax\\"\\n.global distance\\ndistance: .word far - ., table + 12 - .\\n.text");`);
  execFileSync('arm-none-eabi-gcc', ['-mcpu=cortex-m4', '-mthumb', '-Os', '-mslow-flash-data', '-fno-inline', '-ffunction-sections', '-fdata-sections', '-c', '-o', object, source]);
  const linked = link({ ...REGIONS, objects: [readObject(new Uint8Array(readFileSync(object)), 'one.o')], roots: ['jump', 'pointers', 'distance'], front: [] });
  const types = new Set(linked.placements.flatMap(({ section }) => section.relocations.map(({ type }) => type)));
  expect([...types].sort((a, b) => a - b)).toEqual([2, 3, 30, 47, 48]);
  const lines = linked.placements.map(({ section, address }, i) => `.p${i} 0x${address.toString(16)} : { *(${section.name}) }`);
  const gnu = gnuLd(object, `SECTIONS { ${lines.join('\n')} /DISCARD/ : { *(*) } }`, ['--no-gc-sections']);
  linked.placements.forEach(({ section, address, output }, i) => {
    const home = linked.sections.find(({ name }) => name === output)!;
    expect(Buffer.from(home.bytes!.subarray(address - home.address, address - home.address + section.size)).toString('hex'), section.name).toBe(Buffer.from(gnu.get(`.p${i}`) ?? []).toString('hex'));
  });
});
