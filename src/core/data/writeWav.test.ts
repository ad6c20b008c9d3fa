import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWav } from './wav.ts';
import { writeWav } from './writeWav.ts';

test('what is written is read again, to half a step of 16 bits', () => {
  fc.assert(fc.property(fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 }), fc.constantFrom(8000, 16_000, 44_100, 48_000), (values, rate) => {
    const samples = Float32Array.from(values);
    const wav = readWav(writeWav(samples, rate), 'take.wav');
    expect([wav.sampleRate, wav.samples.length]).toEqual([rate, samples.length]);
    const steps = samples.map((value, i) => 32768 * Math.abs(Math.min(value, 32767 / 32768) - wav.samples[i]));
    expect(Math.max(...steps)).toBeLessThanOrEqual(0.51);
  }));
});
