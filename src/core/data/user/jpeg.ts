/**
 * JPEG to grey or colour by jpeg-js, which is pure JavaScript and computes in whole numbers and plain doubles: the same
 * pixels everywhere, where the decoders of browsers differ. Around it: bounds known from the head before anything is
 * allocated, and how the camera was held (EXIF orientation).
 */
import { decode } from 'jpeg-js';
import { InputError, startsWith } from '../../lib/index.ts';
import type { Pixels } from './pixels.ts';
import { MOST_PIXELS } from './png.ts';

const MOST_SCANS = 100; // a progressive picture has about ten
const MOST_MEBIBYTES = 512;
/** A block of 64 pixels takes two bits at the least; twice that for lines that are left out at the edge. */
const MOST_PIXELS_A_BYTE = 512;

interface JpegHead {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  /** EXIF orientation, 1 to 8. */
  readonly turn: number;
}

export const isJpeg = (bytes: Uint8Array): boolean => startsWith(bytes, [0xff, 0xd8, 0xff]);

/** Walks the markers up to the frame's head. @throws InputError */
export function readJpegHead(bytes: Uint8Array, file: string): JpegHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let turn = 1;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) throw new InputError('no marker where one should be; the picture is damaged', `${file}, byte ${at}`);
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      if (marker > 0xc2) throw new InputError('is a lossless or arithmetic JPEG; baseline and progressive ones are read', `${file}, byte ${at}`);
      if (at + 10 > bytes.length) break;
      const [height, width, components] = [view.getUint16(at + 5), view.getUint16(at + 7), bytes[at + 9]];
      if (width * height === 0 || width * height > MOST_PIXELS) throw new InputError(`${width} x ${height} pixels; 1 to ${MOST_PIXELS} in all are read`, file);
      if (components !== 1 && components !== 3) throw new InputError(`${components} colour components; pictures of 1 (grey) and 3 (colour) are read`, file);
      return { width, height, components, turn };
    }
    if (marker === 0xe1 && startsWith(bytes, 'Exif\0\0', at + 4)) turn = orientation(bytes.subarray(at + 10, at + 2 + length));
    at += 2 + length;
  }
  throw new InputError('ends before the head of its frame; the picture is truncated', file);
}

/** Tag 0x0112 of a TIFF head's first directory. */
function orientation(tiff: Uint8Array): number {
  if (tiff.length < 10) return 1;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = tiff[0] === 0x49;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const count = view.getUint16(directory, little);
  for (let i = 0, at = directory + 2; i < count && at + 12 <= tiff.length; i++, at += 12) {
    if (view.getUint16(at, little) !== 0x0112) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** @throws InputError */
export function readJpeg(bytes: Uint8Array, file: string): Pixels & { readonly turn: number } {
  const head = readJpegHead(bytes, file);
  if (head.width * head.height > MOST_PIXELS_A_BYTE * bytes.length) throw new InputError(`states ${head.width} x ${head.height} pixels, and ${bytes.length} bytes cannot hold them; it is truncated or damaged`, file);
  let scans = 0;
  for (let at = bytes.indexOf(0xff); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) if (bytes[at + 1] === 0xda) scans++;
  if (scans > MOST_SCANS) throw new InputError(`${scans} scans over one picture; at most ${MOST_SCANS} are read`, file);
  try {
    const { width, height, data } = decode(bytes, { useTArray: true, formatAsRGBA: false, tolerantDecoding: false, maxResolutionInMP: MOST_PIXELS / 1e6, maxMemoryUsageInMB: MOST_MEBIBYTES });
    return { width, height, channels: 3, data, turn: head.turn };
  } catch (error) {
    throw new InputError(`cannot be decoded (${error instanceof Error ? error.message.slice(0, 100) : 'no reason given'}); the picture is damaged or truncated`, file);
  }
}
