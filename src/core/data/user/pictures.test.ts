/** Pictures byte by byte, in every form of the PNG standard, and JPEG; then broken. */
import fc from 'fast-check';
import { encode } from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/index.ts';
import { readJpeg } from './jpeg.ts';
import { memoryFile } from './dataFile.ts';
import { toInput } from './pixels.ts';
import { readPng } from './png.ts';
import { taskFromFiles } from './taskFromFiles.ts';
import { exif, joined, png, u32be } from './testing/encode.ts';

describe('PNG', () => {
  test.each([
    ['grey, 8 bits', { colour: 0, width: 2, height: 1, lines: [0, 7, 200] }, 1, [7, 200]],
    ['grey, 1 bit', { colour: 0, depth: 1, width: 3, height: 1, lines: [0, 0b10100000] }, 1, [255, 0, 255]],
    ['grey, 4 bits', { colour: 0, depth: 4, width: 3, height: 1, lines: [0, 0x0f, 0x80] }, 1, [0, 255, 136]],
    ['grey, 16 bits', { colour: 0, depth: 16, width: 2, height: 1, lines: [0, 7, 99, 200, 1] }, 1, [7, 200]],
    ['colour', { colour: 2, width: 1, height: 2, lines: [0, 1, 2, 3, 0, 4, 5, 6] }, 3, [1, 2, 3, 4, 5, 6]],
    ['a table of colours', { colour: 3, depth: 2, width: 3, height: 1, palette: [1, 2, 3, 4, 5, 6, 7, 8, 9], lines: [0, 0b00011000] }, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['a clear colour of a table, on white', { colour: 3, depth: 8, width: 2, height: 1, palette: [9, 9, 9, 1, 2, 3], clear: [0], lines: [0, 0, 1] }, 3, [255, 255, 255, 1, 2, 3]],
    ['half clear, on white', { colour: 4, width: 2, height: 1, lines: [0, 0, 255, 0, 128] }, 1, [0, 127]],
    ['a clear grey', { colour: 0, width: 2, height: 1, clear: [0, 7], lines: [0, 7, 8] }, 1, [255, 8]],
    ['filters: left, up, mean, Paeth', { colour: 0, width: 2, height: 5, lines: [0, 10, 20, 1, 5, 5, 2, 1, 1, 3, 10, 10, 4, 1, 1] }, 1, [10, 20, 5, 10, 6, 11, 13, 22, 14, 23]],
  ] as const)('%s', (_, parts, channels, data) => {
    const pixels = readPng(png(parts), 'a.png');
    expect([pixels.channels, ...pixels.data]).toEqual([channels, ...data]);
  });

  test('interlaced pictures are the same as those line by line, whatever their size and depth', () => {
    const passes = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 1, max: 17 }), fc.constantFrom(1, 2, 4, 8), fc.nat(1000), (width, height, depth, seed) => {
        const value = (x: number, y: number): number => ((x * 31 + y * 17 + seed) * 2654435761) >>> (32 - depth);
        const packed = (values: readonly number[]): number[] => {
          const bytes = new Array<number>(Math.ceil((values.length * depth) / 8)).fill(0);
          values.forEach((one, i) => { bytes[(i * depth) >> 3] |= one << (8 - depth - ((i * depth) & 7)); });
          return [0, ...bytes];
        };
        const lines = (x0: number, y0: number, dx: number, dy: number): number[] => {
          const out: number[] = [];
          for (let y = y0; y < height; y += dy) {
            const row: number[] = [];
            for (let x = x0; x < width; x += dx) row.push(value(x, y));
            if (row.length > 0) out.push(...packed(row));
          }
          return out;
        };
        const plain = readPng(png({ colour: 0, depth, width, height, lines: lines(0, 0, 1, 1) }), 'a.png');
        const woven = readPng(png({ colour: 0, depth, width, height, interlaced: true, lines: passes.flatMap(([x, y, dx, dy]) => lines(x, y, dx, dy)) }), 'a.png');
        expect(woven).toEqual(plain);
        expect(plain.data[0]).toBe(Math.round((value(0, 0) * 255) / ((1 << depth) - 1)));
      }),
    );
  });

  const small = png({ width: 2, height: 2, lines: [0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6] });
  test.each([
    ['more than it states (a bomb)', png({ width: 1, height: 1, lines: new Array<number>(100_000).fill(0) }), 'unpacks to more than 4 bytes'],
    ['less than it states', png({ width: 3, height: 3, lines: [0, 1, 2, 3] }), 'unpacks to 4 bytes where 30 are due'],
    ['a whole country', joined(small.subarray(0, 16), u32be(1e6), u32be(1e6), small.subarray(24)), '1000000 x 1000000 pixels'],
    ['cut short', small.subarray(0, 50), 'truncated'],
    ['no colours', png({ colour: 3, width: 1, height: 1, lines: [0, 0] }), 'PLTE'],
    ['a colour beyond the table', png({ colour: 3, width: 1, height: 1, palette: [0, 0, 0], lines: [0, 1] }), 'colour 1 of a table of 1'],
    ['a filter of its own', png({ colour: 0, width: 1, height: 1, lines: [9, 0] }), 'filter 9'],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => readPng(bytes, 'a.png')).toThrow(InputError);
    expect(() => readPng(bytes, 'a.png')).toThrow(message);
  });
});

describe('JPEG', () => {
  const half = Uint8Array.from({ length: 4 * 32 * 16 }, (_, i) => (i % 4 === 3 ? 255 : (i >> 2) % 32 < 16 ? 200 : 40));
  const picture = new Uint8Array(encode({ width: 32, height: 16, data: half }, 90).data);

  test('the picture that was encoded, up to what the format loses', () => {
    const { width, height, channels, data } = readJpeg(picture, 'a.jpg');
    expect([width, height, channels]).toEqual([32, 16, 3]);
    expect(Math.abs(data[3 * 5] - 200)).toBeLessThan(6);
    expect(Math.abs(data[3 * 27] - 40)).toBeLessThan(6);
  });

  test('is seen as the camera was held: each turn of a corner that is told apart', () => {
    const square = Uint8Array.from({ length: 4 * 16 * 16 }, (_, i) => (i % 4 === 3 ? 255 : (i >> 2) % 16 < 8 && i < 4 * 128 ? 220 : 20));
    const upright = new Uint8Array(encode({ width: 16, height: 16, data: square }, 95).data);
    const corners = [1, 2, 3, 4, 5, 6, 7, 8].map((turn) => {
      const pixels = readJpeg(joined(upright.subarray(0, 2), exif(turn), upright.subarray(2)), 'a.jpg');
      return [...toInput(pixels, 2, 1, pixels.turn)].findIndex((value) => value > 0);
    });
    expect(corners).toEqual([0, 1, 3, 2, 0, 1, 3, 2]);
  });

  test('cut short, it is refused and not half grey', () => {
    expect(() => readJpeg(picture.subarray(0, picture.length >> 1), 'a.jpg')).toThrow(InputError);
    const vast = picture.slice();
    const frame = vast.findIndex((byte, i) => byte === 0xff && vast[i + 1] === 0xc0);
    vast.set([0x10, 0, 0x10, 0], frame + 5);
    expect(() => readJpeg(vast, 'a.jpg')).toThrow('states 4096 x 4096 pixels, and');
  });
});

test('the middle square, brought to size by means over areas', () => {
  const data = Uint8Array.from([9, 0, 100, 9, 9, 50, 50, 9]);
  expect([...toInput({ width: 4, height: 2, channels: 1, data }, 1, 1)]).toEqual([50 - 128]);
  expect([...toInput({ width: 1, height: 1, channels: 3, data: Uint8Array.of(255, 255, 255) }, 2, 1)]).toEqual([127, 127, 127, 127]);
});

test('any bytes give a picture or an InputError, soon', () => {
  const jpeg = new Uint8Array(encode({ width: 8, height: 8, data: new Uint8Array(256).fill(99) }, 50).data);
  const grey = png({ colour: 0, width: 3, height: 3, lines: [0, 1, 2, 3, 4, 1, 2, 3, 2, 1, 1, 1] });
  const altered = (whole: Uint8Array) =>
    fc.tuple(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(whole.length)).map(([edits, cut]) => {
      const bytes = whole.slice();
      for (const [at, value] of edits) bytes[at] = value;
      return bytes.subarray(0, cut > whole.length / 2 ? whole.length : cut);
    });
  const tried = (run: () => unknown): void => {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
    }
  };
  fc.assert(
    fc.property(altered(jpeg), altered(grey), fc.uint8Array({ maxLength: 100 }), (a, b, c) => {
      for (const bytes of [a, b, c]) {
        tried(() => readJpeg(bytes, 'x'));
        tried(() => readPng(bytes, 'x'));
      }
    }),
    { numRuns: 1500 },
  );
});

test('twenty thousand tiny files are read and dealt in steps between which a caller may stop', async () => {
  const count = 20_000;
  const below = Array.from({ length: 3 }, () => [0, ...Array<number>(12).fill(9)]).flat();
  const files = Array.from({ length: count }, (_, i) => memoryFile(`set/c${i % 10}/${i}.png`, png({ width: 4, height: 4, lines: [0, i & 255, i >> 8, ...Array<number>(10).fill(7), ...below] })));
  const steps = taskFromFiles(files);
  const seen = { list: 0, read: 0, deal: 0 };
  let [last, longest] = [performance.now(), 0];
  for (;;) {
    const { done, value } = await steps.next();
    if (done === true) {
      expect(value.task.train.count + value.task.validation.count + value.task.test.count).toBe(count);
      break;
    }
    seen[value.stage]++;
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  expect(seen.read).toBe(count);
  expect(seen.deal).toBeGreaterThan(8);
  expect(longest).toBeLessThan(1000);
}, 60_000);
