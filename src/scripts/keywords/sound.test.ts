/** Physics of the recording chain: levels in dB, position in the second, sound that stays finite. */
import { expect, test } from 'vitest';
import { CLIP_SAMPLES, SAMPLE_RATE_HZ } from '../../core/data/index.ts';
import { Rng } from '../../core/lib/index.ts';
import { background } from './noise.ts';
import { biquad, decibels, energyCentre, mix, place, power, room, trim } from './sound.ts';

const tone = (hz: number): Float32Array => Float32Array.from({ length: CLIP_SAMPLES }, (_, i) => Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE_HZ));

test('noise is mixed in at the stated ratio', () => {
  const clean = tone(440);
  const noise = mix(clean, tone(1000), power(clean), 12).map((value, i) => value - clean[i]);
  expect(10 * Math.log10(power(clean) / power(noise))).toBeCloseTo(12, 3);
  expect(decibels(20)).toBeCloseTo(10, 10);
});

test('a burst is trimmed and put where it is asked to be', () => {
  const burst = new Float32Array(CLIP_SAMPLES);
  burst.set(tone(440).subarray(0, 4000), 1600);
  expect(trim(burst).length).toBe(4000);
  expect(Math.abs(energyCentre(place(trim(burst), 9000)) - 9000)).toBeLessThan(2);
});

test('filters pass one side of their corner and stop the other by 12 dB per octave', () => {
  const gain = (kind: 'low' | 'high', hz: number): number => 10 * Math.log10(power(biquad(tone(hz), kind, 1000)) / power(tone(hz)));
  expect(gain('low', 100)).toBeCloseTo(0, 1);
  expect(gain('low', 1000)).toBeCloseTo(-3, 1);
  expect(gain('low', 4000)).toBeLessThan(-23);
  expect(gain('high', 250)).toBeLessThan(-23);
});

test('reflections have the stated power below the direct sound', () => {
  const click = Float32Array.of(1);
  const heard = room(click, new Rng(3), 0.3, 6);
  expect(10 * Math.log10(heard.subarray(1).reduce((total, x) => total + x * x, 0))).toBeGreaterThan(-8);
  expect(10 * Math.log10(heard.subarray(1).reduce((total, x) => total + x * x, 0))).toBeLessThan(-4);
});

test('background is finite, never digital silence, and the same for the same seed', () => {
  for (let seed = 0; seed < 20; seed++) {
    const sound = background(new Rng(seed));
    expect(sound.every(Number.isFinite)).toBe(true);
    expect(power(sound)).toBeGreaterThan(0);
    expect(background(new Rng(seed))).toEqual(sound);
  }
});
