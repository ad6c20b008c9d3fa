/** The front end against the benchmark's own bytes, against its chain in floating point, and against defining sums. */
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KEYWORD_BYTES, keywordFeatures } from './features.ts';
import { pcm16 } from './pcm.ts';
import { floatFeatures } from './testing/floatFeatures.ts';
import { realFft } from './testing/floatFft.ts';
import { readWav } from './wav.ts';

const fixtures = '../shared/fixtures';
const present = existsSync(`${fixtures}/kws01/map.csv`);

interface Agreement {
  readonly equal: number;
  readonly total: number;
  readonly worst: number;
}

function agreement(got: Int8Array, wanted: Int8Array): Agreement {
  let equal = 0;
  let worst = 0;
  got.forEach((q, i) => {
    equal += Number(q === wanted[i]);
    worst = Math.max(worst, Math.abs(q - wanted[i]));
  });
  return { equal, total: got.length, worst };
}

const share = (all: readonly Agreement[]): number => all.reduce((sum, { equal }) => sum + equal, 0) / all.reduce((sum, { total }) => sum + total, 0);

describe.skipIf(!present)('144 clips of Speech Commands (skipped where ../shared/fixtures is absent)', () => {
  const rows = present ? readFileSync(`${fixtures}/kws01/map.csv`, 'utf8').trim().split('\n').slice(1).map((row) => row.trim().split(',')) : [];
  const clips = rows.map(([input, , wav]) => ({ wav, samples: readWav(readFileSync(`${fixtures}/speech_commands/${wav}`), wav).samples, bytes: new Int8Array(readFileSync(`${fixtures}/kws01/${input}`)) }));

  test('the floating-point chain gives the MLPerf Tiny bytes: 99.7 % exactly, all but one file within 1', () => {
    const all = clips.map(({ samples, bytes }) => agreement(floatFeatures(samples), bytes));
    expect(all.length).toBe(144);
    expect(all[0].total).toBe(KEYWORD_BYTES);
    expect(share(all)).toBeGreaterThan(0.9965);
    expect(all.filter(({ worst }) => worst > 1).length).toBeLessThanOrEqual(1);
  });

  test('the integer front end gives those of the floating-point chain, 99 % exactly and never more than 1 off', () => {
    const all = clips.map(({ samples }) => agreement(keywordFeatures(samples), floatFeatures(samples)));
    const published = clips.map(({ samples, bytes }) => agreement(keywordFeatures(samples), bytes));
    console.info(`equal to the floating-point chain: ${(100 * share(all)).toFixed(3)} %; to the MLPerf Tiny bytes: ${(100 * share(published)).toFixed(3)} %`);
    expect(share(all)).toBeGreaterThan(0.99);
    expect(Math.max(...all.map(({ worst }) => worst))).toBe(1);
    expect(published.filter(({ worst }) => worst > 1).length).toBeLessThanOrEqual(1);
  });
});

test('loud and soft, noise and tones in a little noise: within 1 of the floating-point chain', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 32767 }), fc.integer({ min: 1, max: 1570 }), fc.double({ min: 0.001, max: 1, noNaN: true }), fc.integer(), (loudest, pitch, share, seed) => {
      let state = seed >>> 0;
      const sound = Float32Array.from({ length: 16_000 }, (_, i) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const value = (1 - share) * Math.sin((i * pitch) / 1000) * Math.sin(i * 0.0006) + share * (state / 2 ** 31 - 1);
        return Math.round(value * loudest) / 32768;
      });
      expect(agreement(keywordFeatures(sound), floatFeatures(sound)).worst).toBeLessThanOrEqual(1);
    }),
    { numRuns: 60 },
  );
});

test('features do not depend on the gain of a clip, since it is divided by its largest sample', () => {
  const clip = Int16Array.from({ length: 16_000 }, (_, i) => 500 * Math.sin(i * 0.05) * Math.sin(i * 0.0002));
  expect(agreement(keywordFeatures(clip.map((x) => x * 64)), keywordFeatures(clip)).worst).toBeLessThanOrEqual(1);
});

test('digital silence is log(1e-6) in every band: only the first coefficient differs from zero', () => {
  const features = keywordFeatures(new Int16Array(16_000));
  // 40 ln(1e-6) 2 / sqrt(80) / 0.5847029 + 83 = -128.4, towards zero
  for (let f = 0; f < 49; f++) expect([...features.subarray(f * 10, f * 10 + 10)].map((q, c) => (c === 0 ? q === -128 : Math.abs(q - 83) <= 1))).not.toContain(false);
});

test('16-bit samples come through fractions as they were; what is too loud is turned down', () => {
  const every = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
  expect(pcm16(Float32Array.from(every, (sample) => sample / 32768))).toEqual(every);
  expect([...pcm16(Float32Array.of(0.5, 2, -4))]).toEqual([4096, 16384, -32767]);
});

test('the transform equals its defining sum', () => {
  const size = 64;
  const samples = Float64Array.from({ length: size }, (_, i) => ((i * 37) % 23) - 11 + i / 7);
  const magnitudes = new Float64Array(size / 2 + 1);
  realFft(size).run(samples, magnitudes);
  for (let k = 0; k <= size / 2; k++) {
    let re = 0;
    let im = 0;
    samples.forEach((x, i) => {
      re += x * Math.cos((2 * Math.PI * i * k) / size);
      im -= x * Math.sin((2 * Math.PI * i * k) / size);
    });
    expect(magnitudes[k]).toBeCloseTo(Math.hypot(re, im), 9);
  }
});
