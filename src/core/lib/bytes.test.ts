import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fromBase64url, fromUtf8, hashHex, toBase64url, utf8 } from './bytes.ts';
import { InputError } from './errors.ts';

test('base64url equals the host encoder and round-trips', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = toBase64url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect([...fromBase64url(text)]).toEqual([...bytes]);
    }),
  );
});

test('any text either decodes or is refused as input, never crashes', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      try {
        fromBase64url(text);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
  );
});

test('hash is SHA-256 of the parts joined', () => {
  const [a, b] = [utf8('thim'), utf8('ble')];
  expect(hashHex(a, b)).toBe(createHash('sha256').update('thimble').digest('hex'));
});

test('utf8 round-trips beyond ASCII', () => {
  expect(fromUtf8(utf8('µNAS ▸ 42 KiB'))).toBe('µNAS ▸ 42 KiB');
});
