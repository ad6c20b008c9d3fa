/** WAV files built byte by byte, then broken in every way a file can be. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../lib/index.ts';
import { oneSecond } from './oneSecond.ts';
import { resample } from './resample.ts';
import { readWav } from './wav.ts';

type Chunk = [name: string, body: Uint8Array];

function riff(...chunks: Chunk[]): Uint8Array {
  const parts = chunks.map(([name, body]) => [...new TextEncoder().encode(name), ...u32(body.length), ...body, ...(body.length % 2 ? [0] : [])]);
  const all = parts.flat();
  return Uint8Array.from([...new TextEncoder().encode('RIFF'), ...u32(all.length + 4), ...new TextEncoder().encode('WAVE'), ...all]);
}
const u16 = (n: number): number[] => [n & 255, (n >> 8) & 255];
const u32 = (n: number): number[] => [...u16(n & 0xffff), ...u16(Math.floor(n / 65536))];
const format = (code: number, channels: number, rate: number, bits: number): Chunk => [
  'fmt ',
  Uint8Array.from([...u16(code), ...u16(channels), ...u32(rate), ...u32((rate * channels * bits) / 8), ...u16((channels * bits) / 8), ...u16(bits)]),
];
const data = (...bytes: number[]): Chunk => ['data', Uint8Array.from(bytes)];

describe('sample formats', () => {
  test.each([
    ['8-bit unsigned', format(1, 1, 16000, 8), data(0, 128, 192), [-1, 0, 0.5]],
    ['16-bit', format(1, 1, 16000, 16), data(0, 0x80, 0, 0, 0, 0x40), [-1, 0, 0.5]],
    ['24-bit', format(1, 1, 16000, 24), data(0, 0, 0x80, 0, 0, 0, 0, 0, 0x40), [-1, 0, 0.5]],
    ['32-bit', format(1, 1, 16000, 32), data(0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x40), [-1, 0, 0.5]],
    ['float', format(3, 1, 16000, 32), data(0, 0, 0x80, 0xbf, 0, 0, 0, 0, 0, 0, 0, 0x3f), [-1, 0, 0.5]],
    ['stereo, mixed down', format(1, 2, 16000, 16), data(0, 0x40, 0, 0xc0, 0, 0x40, 0, 0x40), [0, 0.5]],
  ])('%s', (_, head, body, samples) => {
    expect([...readWav(riff(head, body), 'a.wav').samples]).toEqual(samples);
  });

  test('chunks may come in any order, with foreign ones of odd length between', () => {
    const wav = readWav(riff(['LIST', Uint8Array.from([1, 2, 3])], data(0, 0x40), ['junk', new Uint8Array(1)], format(1, 1, 8000, 16)), 'a.wav');
    expect(wav).toEqual({ sampleRate: 8000, channels: 1, samples: Float32Array.of(0.5) });
  });
});

describe('wrong files end in one line', () => {
  test.each([
    ['an mp3', Uint8Array.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'a.wav, byte 0: not a WAV file'],
    ['nothing', new Uint8Array(0), 'this one ends after 0'],
    ['a truncated file', riff(format(1, 1, 16000, 16), data(1, 2, 3, 4)).subarray(0, 46), 'chunk "data" says 4 bytes but 2 are left'],
    ['mu-law', riff(format(7, 1, 8000, 8), data(1)), 'coded as format 7'],
    ['no channel', riff(format(1, 0, 8000, 8), data(1)), '0 channels'],
    ['no sound chunk', riff(format(1, 1, 8000, 8)), 'no "data" chunk'],
    ['no format', riff(data(1)), 'no "fmt " chunk'],
    ['NaN', riff(format(3, 1, 8000, 32), data(0, 0, 0xc0, 0x7f)), 'sample 0 is not a finite number'],
    ['a rate of 0', riff(format(1, 1, 0, 8), data(1)), 'a rate of 0 Hz'],
  ])('%s', (_, bytes, message) => {
    expect(() => readWav(bytes, 'a.wav')).toThrow(InputError);
    expect(() => readWav(bytes, 'a.wav')).toThrow(message);
  });

  test('a recording of hours is refused before anything is allocated for it', () => {
    const hours = new Uint8Array(44 + 2 ** 27 + 1);
    hours.set(riff(format(1, 1, 8000, 8), data()));
    new DataView(hours.buffer).setUint32(40, 2 ** 27 + 1, true);
    expect(() => readWav(hours, 'a.wav')).toThrow('a.wav, byte 44: 134217729 frames of sound; at most 134217728 are read');
  });

  test('any bytes: samples no more than bytes, or an InputError', () => {
    const whole = riff(format(1, 1, 16000, 16), ['LIST', new Uint8Array(5)], data(...Array.from({ length: 64 }, (_, i) => i)));
    const altered = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 })
      .chain((edits) => fc.nat(whole.length).map((length) => {
        const bytes = whole.slice();
        for (const [at, value] of edits) bytes[at] = value;
        return bytes.subarray(0, length);
      }));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), altered), (bytes) => {
        try {
          expect(readWav(bytes, 'x.wav').samples.length).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('one second', () => {
  test('a tone keeps its pitch and level when its rate changes', () => {
    const tone = (rate: number, length: number) => Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * 440 * i) / rate));
    for (const rate of [8000, 22050, 44100]) {
      const out = resample(tone(rate, rate), rate, 16000);
      const wanted = tone(16000, 16000);
      expect(out.length).toBe(16000);
      for (let i = 200; i < 15800; i++) expect(Math.abs(out[i] - wanted[i])).toBeLessThan(2e-3);
    }
  });

  test('of a long recording the loud second is taken, a short one gets silence behind it', () => {
    const long = new Float32Array(80_000);
    long.fill(0.5, 48_000, 64_000);
    expect(oneSecond({ sampleRate: 16000, samples: long })).toEqual(new Float32Array(16000).fill(0.5));
    const odd = new Float32Array(50_000);
    odd.fill(0.5, 22_000, 44_000);
    expect(oneSecond({ sampleRate: 22050, samples: odd }).subarray(100, 15_900).every((x) => x > 0.4)).toBe(true); // 220 samples a step
    const short = oneSecond({ sampleRate: 16000, samples: Float32Array.of(1, 2) });
    expect([short.length, short[1], short[2]]).toEqual([16000, 2, 0]);
  });
});
