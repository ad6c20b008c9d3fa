/**
 * UF2 (github.com/microsoft/uf2): the image as blocks of 512 bytes that a boot loader takes when they are copied onto
 * its drive, each with its own address. Payloads are whole pages of 256 bytes, as the RP2040 and RP2350 demand.
 */
import { InputError } from '../../lib/index.ts';
import { toBin } from './bin.ts';
import type { Image } from './firmware.ts';

const BLOCK_BYTES = 512;
const PAYLOAD_BYTES = 256;
const HEAD_BYTES = 32;
const [MAGIC_START, MAGIC_SECOND, MAGIC_END] = [0x0a32_4655, 0x9e5d_5157, 0x0ab1_6f30];
const FAMILY_PRESENT = 0x2000;
const NOT_MAIN_FLASH = 1;

/** @throws InputError for a board without a UF2 boot loader */
export function toUf2(image: Image): Uint8Array {
  if (image.uf2Family === null) throw new InputError('has no UF2 boot loader that Thimble knows: write elf or bin', image.board);
  const bin = toBin(image);
  const blocks = Math.ceil(bin.length / PAYLOAD_BYTES);
  const out = new Uint8Array(BLOCK_BYTES * blocks);
  const view = new DataView(out.buffer);
  for (let block = 0; block < blocks; block++) {
    const at = BLOCK_BYTES * block;
    [MAGIC_START, MAGIC_SECOND, FAMILY_PRESENT, image.flash.origin + PAYLOAD_BYTES * block, PAYLOAD_BYTES, block, blocks, image.uf2Family].forEach((word, i) => view.setUint32(at + 4 * i, word, true));
    const payload = bin.subarray(PAYLOAD_BYTES * block, PAYLOAD_BYTES * (block + 1));
    out.fill(0xff, at + HEAD_BYTES, at + HEAD_BYTES + PAYLOAD_BYTES);
    out.set(payload, at + HEAD_BYTES);
    view.setUint32(at + BLOCK_BYTES - 4, MAGIC_END, true);
  }
  return out;
}

export interface Uf2Content {
  readonly family: number;
  readonly origin: number;
  readonly bytes: Uint8Array;
}

/**
 * Reads a UF2 file of one family and one run of addresses back, as a boot loader would.
 * @throws InputError that names the block
 */
export function readUf2(file: Uint8Array, name = 'uf2'): Uf2Content {
  const count = file.length / BLOCK_BYTES;
  if (count === 0 || !Number.isInteger(count)) throw new InputError(`has ${file.length} bytes; UF2 comes in blocks of ${BLOCK_BYTES}`, name);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [origin, family] = [view.getUint32(12, true), view.getUint32(28, true)];
  const out = new Uint8Array(PAYLOAD_BYTES * count);
  for (let block = 0; block < count; block++) {
    const word = (i: number): number => view.getUint32(BLOCK_BYTES * block + 4 * i, true);
    const check = (ok: boolean, what: string): void => {
      if (!ok) throw new InputError(what, `${name}, block ${block}`);
    };
    check(word(0) === MAGIC_START && word(1) === MAGIC_SECOND && word(BLOCK_BYTES / 4 - 1) === MAGIC_END, 'lacks its magic numbers');
    check((word(2) & NOT_MAIN_FLASH) === 0 && (word(2) & FAMILY_PRESENT) !== 0 && word(7) === family, 'is not for the main flash of the first block\'s family');
    check(word(4) === PAYLOAD_BYTES && word(3) % PAYLOAD_BYTES === 0 && word(3) === origin + PAYLOAD_BYTES * block, `does not hold the page at 0x${(origin + PAYLOAD_BYTES * block).toString(16)}`);
    check(word(5) === block && word(6) === count, `says it is ${word(5)} of ${word(6)}, and lies as ${block} of ${count}`);
    out.set(file.subarray(BLOCK_BYTES * block + HEAD_BYTES, BLOCK_BYTES * block + HEAD_BYTES + PAYLOAD_BYTES), PAYLOAD_BYTES * block);
  }
  return { family, origin, bytes: out };
}
