/** The front end against the benchmark's own bytes, and against a transform written out by its definition. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { realFft } from './fft.ts';
import { KEYWORD_BYTES, keywordFeatures } from './features.ts';
import { readWav } from './wav.ts';

const fixtures = '../shared/fixtures';
const present = existsSync(`${fixtures}/kws01/map.csv`);

describe.skipIf(!present)('144 clips of Speech Commands (skipped where ../shared/fixtures is absent)', () => {
  test('give the MLPerf Tiny bytes: 99.7 % exactly, all but one file within 1', () => {
    const rows = readFileSync(`${fixtures}/kws01/map.csv`, 'utf8').trim().split('\n').slice(1).map((row) => row.trim().split(','));
    let equal = 0;
    let total = 0;
    const far: string[] = [];
    for (const [input, , wav] of rows) {
      const features = keywordFeatures(readWav(readFileSync(`${fixtures}/speech_commands/${wav}`), wav).samples);
      const expected = new Int8Array(readFileSync(`${fixtures}/kws01/${input}`));
      expect(expected.length).toBe(KEYWORD_BYTES);
      let worst = 0;
      features.forEach((q, i) => {
        worst = Math.max(worst, Math.abs(q - expected[i]));
        equal += Number(q === expected[i]);
      });
      total += features.length;
      if (worst > 1) far.push(wav);
    }
    console.info(`${equal} of ${total} bytes equal (${((100 * equal) / total).toFixed(3)} %), beyond 1: ${far.join(' ') || 'none'}`);
    expect(rows.length).toBe(144);
    expect(equal / total).toBeGreaterThan(0.9965);
    expect(far.length).toBeLessThanOrEqual(1);
  });
});

test('features do not depend on the gain of a clip, since it is divided by its largest sample', () => {
  const clip = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin(i * 0.05) * Math.sin(i * 0.0002));
  expect(keywordFeatures(clip.map((x) => x / 64))).toEqual(keywordFeatures(clip));
});

test('digital silence is log(1e-6) in every band: only the first coefficient differs from zero', () => {
  const features = keywordFeatures(new Float32Array(16_000));
  // 40 ln(1e-6) 2 / sqrt(80) / 0.5847029 + 83 = -128.4, towards zero
  for (let f = 0; f < 49; f++) expect([...features.subarray(f * 10, f * 10 + 10)].map((q, c) => (c === 0 ? q === -128 : Math.abs(q - 83) <= 1))).not.toContain(false);
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
