/** The int8 file: what goes in comes out, and whatever else comes in is refused in words. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError, Rng, utf8 } from '../lib/index.ts';
import { decodeInt8Net, encodeInt8Net } from './codec.ts';
import { quantise } from './quantise.ts';
import type { Int8Net } from './int8Net.ts';
import { randomInputs, randomWeights } from './random.ts';
import { randomNet } from './randomNet.ts';

const make = (seed: number): Int8Net => {
  const rng = new Rng(seed);
  const net = randomNet(rng);
  return quantise(randomWeights(net, rng), randomInputs(net, 1, rng), 1, { scale: 0.03, zeroPoint: -5 }, { rounding: seed % 2 === 0 ? 'double' : 'single' });
};

test('round trip of 100 networks, field by field and byte by byte', () => {
  for (let seed = 0; seed < 100; seed++) {
    const int8Net = make(seed);
    const bytes = encodeInt8Net(int8Net);
    const again = decodeInt8Net(bytes, 'a.ti8n');
    expect(again).toEqual(int8Net);
    expect(encodeInt8Net(again)).toEqual(bytes);
  }
});

const bytes = encodeInt8Net(make(4));
const refusedOrRead = (candidate: Uint8Array): void => {
  try {
    decodeInt8Net(candidate, 'a.ti8n');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain('a.ti8n');
  }
};

test('every truncation is refused', () => {
  for (let length = 0; length < bytes.length; length++) expect(() => decodeInt8Net(bytes.subarray(0, length), 'a.ti8n')).toThrow(InputError);
});

test('any changed byte and any noise is refused or read, never anything else', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, value) => refusedOrRead(bytes.with(at, value))), { numRuns: 2000 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => refusedOrRead(Uint8Array.of(...bytes.subarray(0, 8), ...noise))), { numRuns: 500 });
});

test('hostile heads are refused', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('net', 'tensors', 'rounding', 'nodes', 'shape', 'kernel', 'inputs', 'padding', 'kind', 'zeroPoint', 'output'), (value, key) => {
      const head = new TextDecoder().decode(bytes.subarray(12, 12 + new DataView(bytes.buffer).getUint32(8, true)));
      const changed = utf8(JSON.stringify(JSON.parse(head, (name, old: unknown) => (name === key ? value : old))));
      const file = new Uint8Array(12 + changed.length + 100);
      file.set(bytes.subarray(0, 8));
      new DataView(file.buffer).setUint32(8, changed.length, true);
      file.set(changed, 12);
      expect(() => decodeInt8Net(file, 'a.ti8n')).toThrow(InputError);
    }),
    { numRuns: 1000 },
  );
});
