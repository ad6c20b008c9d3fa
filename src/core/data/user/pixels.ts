/**
 * A picture as bytes, and how one of any size becomes the square input of a network: its middle square, brought to size
 * by exact means over areas (resolution.ts), turned upright, in colour or grey. Whole numbers throughout, so that every
 * machine agrees.
 */
import { reduceImages } from '../resolution.ts';

/** 8 bits a value, row by row; 1 channel is grey, 3 are red, green, blue. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** How pixels stand for reals: -1 to almost 1. */
export const PIXEL_QUANT = { scale: 1 / 128, zeroPoint: 0 } as const;

/** What a microcontroller's camera network takes; more is only asked for by name. */
const MOST_DEFAULT_SIDE = 96;
const LEAST_SIDE = 16;

/** The side of the input for pictures of that side: never enlarged beyond what a board's camera gives. */
export const suitedSide = (side: number = MOST_DEFAULT_SIDE): number => Math.max(LEAST_SIDE, Math.min(MOST_DEFAULT_SIDE, side));

/** What becomes of pictures, for the account. */
export const inputText = (side: number, channels: 1 | 3): string => `${side} x ${side}, ${channels === 1 ? 'grey' : 'colour'}`;

/**
 * @param turn EXIF orientation, 1 to 8 (1: as it is)
 * @returns side x side x channels, int8 (value - 128)
 */
export function toInput(pixels: Pixels, side: number, channels: 1 | 3, turn = 1): Int8Array {
  const [square, middle] = [Math.min(pixels.width, pixels.height), middleSquare(pixels)];
  const small = square === side ? middle : reduceImages(middle, 1, square, side, pixels.channels);
  if (channels === pixels.channels && turn === 1) return small;
  const out = new Int8Array(side * side * channels);
  const place = turned(side, turn);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = (y * side + x) * pixels.channels;
      const to = place(x, y) * channels;
      if (pixels.channels === 3 && channels === 1) out[to] = (77 * small[from] + 150 * small[from + 1] + 29 * small[from + 2] + 128) >> 8; // ITU-R BT.601
      else for (let c = 0; c < channels; c++) out[to + c] = small[pixels.channels === 1 ? from : from + c];
    }
  }
  return out;
}

function middleSquare({ width, height, channels, data }: Pixels): Int8Array {
  const side = Math.min(width, height);
  const [left, top] = [(width - side) >> 1, (height - side) >> 1];
  const out = new Int8Array(side * side * channels);
  for (let y = 0; y < side; y++) {
    const from = ((top + y) * width + left) * channels;
    for (let i = 0; i < side * channels; i++) out[y * side * channels + i] = data[from + i] - 128;
  }
  return out;
}

/** Where the pixel at x, y of a stored square belongs when it is seen upright (EXIF 2.32, tag 0x0112). */
function turned(side: number, turn: number): (x: number, y: number) => number {
  const far = side - 1;
  switch (turn) {
    case 2: return (x, y) => y * side + far - x;
    case 3: return (x, y) => (far - y) * side + far - x;
    case 4: return (x, y) => (far - y) * side + x;
    case 5: return (x, y) => x * side + y;
    case 6: return (x, y) => x * side + far - y;
    case 7: return (x, y) => (far - x) * side + far - y;
    case 8: return (x, y) => (far - x) * side + y;
    default: return (x, y) => y * side + x;
  }
}
