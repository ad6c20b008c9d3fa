/**
 * A network as a firmware image for one board, without a compiler: the prebuilt objects of the board's core, the
 * kernels the plan names and no others, the plan and its constants, and one recorded run with the answer it must give.
 * The image runs that once after reset, says PASS or FAIL to whoever listens by semihosting, leaves the verdict in
 * `thimble_result` and sleeps. The same bytes run in the simulator, under QEMU and on the board.
 */
import { InputError } from '../../lib/index.ts';
import type { ArenaPlan } from '../../memory/index.ts';
import { runInt8, type Int8Net } from '../../quant/index.ts';
import { planTable, readPlanHead } from '../planTable.ts';
import { OP_BYTES } from '../record.ts';
import { readArchive } from './archive.ts';
import { crc32 } from './crc32.ts';
import { kernelsOf } from './kernelSymbols.ts';
import type { OutputSection, Region } from './layout.ts';
import { link, type Linked, type LinkedSymbol } from './link.ts';
import { networkObject } from './networkObject.ts';
import type { ObjectFile } from './objectFile.ts';

/** What an image must know of a board; every row of core/boards is one. */
export interface FirmwareBoard {
  readonly id: string;
  readonly name: string;
  readonly core: string;
  readonly memoryMap: {
    readonly flashOrigin: number;
    readonly flashBytes: number;
    readonly ramOrigin: number;
    readonly ramBytes: number;
    readonly boot: 'vectors' | 'rp2040' | 'rp2350';
    readonly codeOffset: number;
    readonly uf2: { readonly family: number; readonly flashOrigin: number } | null;
  } | null;
}

export interface FirmwareOptions {
  /** 'uf2': for the board's boot loader, which takes the start of flash itself on some boards. Default 'flash'. */
  readonly loader?: 'flash' | 'uf2';
  /** Unit B. Default 1536; the most seen is 820, painted and measured on Cortex-M0+ (kws_ref_model, self-test included). */
  readonly stackBytes?: number;
  /** With the audio front end before the network, see kernels/image/listen.c. */
  readonly listens?: boolean;
}

/** All bytes. flash = code + plan + constants + selftest + data; ram = stack + data + arena + variables. */
export interface ImageSizes {
  readonly flash: number;
  readonly ram: number;
  /** Start-up, runner, kernels and their tables; padding, and what the chip keeps for itself. */
  readonly code: number;
  /** Op records. */
  readonly plan: number;
  readonly constants: number;
  /** The recorded input and output, and where things lie. */
  readonly selftest: number;
  readonly data: number;
  readonly stack: number;
  readonly arena: number;
  /** Result, variables, an input outside the arena, padding. */
  readonly variables: number;
}

export interface Image {
  readonly board: string;
  readonly flash: Region;
  readonly ram: Region;
  readonly uf2Family: number | null;
  /** Address of the reset handler, without the Thumb bit. */
  readonly entry: number;
  /** Of the vector table. */
  readonly vectors: number;
  readonly sections: readonly OutputSection[];
  readonly symbols: readonly LinkedSymbol[];
  readonly kernels: readonly string[];
  readonly sizes: ImageSizes;
}

const STACK_BYTES = 1536;
const RESET = 'thimble_reset';
const VECTORS = 'thimble_vectors';
/** What stands before the code, by way of booting. The vector table wants an address that VTOR can hold. */
const FRONT = [
  { section: '.boot2', alignment: 256 },
  { section: '.vectors', alignment: 256 },
  { section: '.image_def', alignment: 4 },
] as const;
const EAR = ['thimble_forget', 'thimble_hear', 'thimble_attend', 'thimble_ear', 'thimble_sound'];
const BOOT_ROOT = { vectors: [], rp2040: ['thimble_boot2'], rp2350: ['thimble_image_def'] } as const;
const BOOT2_BYTES = 256;

/** Whose objects a core runs. Cortex-M85 runs all that Cortex-M33 does; it has no archive of its own. */
const ARCHIVES: Readonly<Record<string, string>> = { m0plus: 'm0plus', m3: 'm3', m4: 'm4', m7: 'm7', m33: 'm33', m85: 'm33' };

/**
 * File name of the prebuilt objects in public/kernels/arm.
 * @throws InputError where there are none for the board
 */
export function archiveFor({ core, memoryMap, name }: FirmwareBoard): string {
  const archive = ARCHIVES[core];
  if (archive === undefined) throw new InputError(`no firmware image can be made for its core (${core}); images are for Cortex-M alone: export the C bundle`, name);
  if (memoryMap === null) throw new InputError('no firmware image can be made: it starts from a boot header that Thimble does not write: export the C bundle', name);
  return `${archive}.a`;
}

/**
 * @param sample one input as int8, tensor after tensor: the image runs it after reset
 * @param archive bytes of the file that archiveFor names
 * @throws InputError where the board takes no image, or the image does not fit
 */
export function firmware(int8Net: Int8Net, plan: ArenaPlan, board: FirmwareBoard, sample: Int8Array, archive: Uint8Array, options: FirmwareOptions = {}): Image {
  return linkImage(planTable(int8Net, plan), board, sample, runInt8(int8Net, sample), archive, options);
}

/** The same from the bytes of a plan table and the answer expected. */
export function linkImage(table: Uint8Array, board: FirmwareBoard, sample: Int8Array, expected: Int8Array, archive: Uint8Array, { loader = 'flash', stackBytes = STACK_BYTES, listens = false }: FirmwareOptions = {}): Image {
  const archiveName = archiveFor(board);
  const map = board.memoryMap;
  if (map === null) throw new InputError('has no memory map', board.name);
  if (loader === 'uf2' && map.uf2 === null) throw new InputError('has no UF2 boot loader that Thimble knows: write elf or bin, with a debug probe', board.name);
  const skip = loader === 'uf2' && map.uf2 !== null ? map.uf2.flashOrigin - map.flashOrigin : 0;
  const flash = { origin: map.flashOrigin + skip, bytes: map.flashBytes - skip };
  const ram = { origin: map.ramOrigin, bytes: map.ramBytes };

  const head = readPlanHead(table);
  const kernels = kernelsOf(table.subarray(head.opsOffset, head.opsOffset + OP_BYTES * head.opCount));
  const objects = [...readArchive(archive, archiveName), networkObject(table, sample, expected)];
  const linked = link({
    objects, flash, ram, stackBytes, front: FRONT, codeOffset: skip > 0 ? 0 : map.codeOffset,
    roots: [VECTORS, ...BOOT_ROOT[map.boot], 'thimble_infer', ...(listens ? EAR : []), ...kernels],
  });
  const address = (name: string): number => linked.symbols.find((symbol) => symbol.name === name)?.address ?? 0;
  if (map.boot === 'rp2040') sealBoot2(linked);
  return {
    board: board.id, flash, ram, uf2Family: map.uf2?.family ?? null,
    entry: address(RESET), vectors: address(VECTORS),
    sections: linked.sections, symbols: linked.symbols, kernels, sizes: sizesOf(linked, objects, { flash, ram }),
  };
}

/** The second boot stage opens the flash; its last word is the checksum of the rest. */
function sealBoot2({ sections }: Linked): void {
  const start = sections.find(({ name }) => name === '.start');
  if (start === undefined || start.bytes === null) return;
  new DataView(start.bytes.buffer).setUint32(BOOT2_BYTES - 4, crc32(start.bytes.subarray(0, BOOT2_BYTES - 4)), true);
}

function sizesOf({ sections, placements }: Linked, objects: readonly ObjectFile[], { flash, ram }: Pick<Image, 'flash' | 'ram'>): ImageSizes {
  const network = objects[objects.length - 1];
  const sum = (name: OutputSection['name']): number => sections.reduce((total, section) => total + (section.name === name ? section.size : 0), 0);
  const own = (...names: string[]): number => placements.reduce((total, { section }) => total + (section.object === network.name && names.includes(section.name) ? section.size : 0), 0);
  const [plan, constants, arena] = [own('.rodata.thimble_ops'), own('.rodata.thimble_constants'), own('.bss.thimble_arena')];
  const selftest = own('.rodata.thimble_sample', '.rodata.thimble_expected', '.rodata.thimble_places', '.rodata.thimble_model');
  const flashEnd = sections.reduce((end, { bytes, loadAddress, size }) => (bytes === null ? end : Math.max(end, loadAddress + size)), flash.origin);
  const ramEnd = sections.reduce((end, { writable, address, size }) => (writable ? Math.max(end, address + size) : end), ram.origin);
  const [flashBytes, ramBytes, data, stack] = [flashEnd - flash.origin, ramEnd - ram.origin, sum('.data'), sum('.stack')];
  return {
    flash: flashBytes, ram: ramBytes, code: flashBytes - data - plan - constants - selftest,
    plan, constants, selftest, data, stack, arena, variables: ramBytes - stack - data - arena,
  };
}
