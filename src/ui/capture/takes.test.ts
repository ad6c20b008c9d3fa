import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeWav } from '../../engine/index.ts';
import { cutTakes, joinBlocks, outline } from './takes.ts';
import { DeviceTrouble, troubleOf } from './trouble.ts';

describe('a held recording', () => {
  test('is one take where it is short, and whole seconds where it is long; nothing but less than a second is lost', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 400 }), (length) => {
      const rate = 32;
      const samples = Float32Array.from({ length }, (_, i) => i);
      const takes = cutTakes(samples, rate);
      const kept = joinBlocks(takes);
      expect([...kept]).toEqual([...samples.subarray(0, kept.length)]);
      expect(samples.length - kept.length).toBeLessThan(length < 3 * rate ? 1 : rate);
      if (length >= 3 * rate) expect(takes.every((take) => take.length === rate)).toBe(true);
    }));
  });

  test('is outlined by the lowest and highest sample of each stretch', () => {
    const drawn = outline(writeWav(Float32Array.of(0.5, -0.25, 0.125, 0.75), 16_000), 2);
    expect(drawn).toEqual([[-0.25, 0.5], [0, 0.75]]);
  });
});

test('each way to be without a device says what to do', () => {
  const named = (name: string): Error => Object.assign(new Error('x'), { name });
  for (const name of ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'OverconstrainedError', 'AbortError']) {
    const trouble = troubleOf('microphone', named(name));
    expect(trouble).toBeInstanceOf(DeviceTrouble);
    expect(trouble.message).toMatch(/microphone.*[Tt]ry /);
  }
  expect(troubleOf('camera', named('Strange')).message).toContain('could not be opened (x)');
});
