/** Names come from files of others: whatever they are, they stay inside the comment or the literal that they stand in. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '../lib/index.ts';
import { commentText, identifiers, stringLiteral } from './cText.ts';

const odd = fc.array(fc.constantFrom('*', '/', '\\', '?', '"', '\n', 'a', 'µ', '1', '_')).map((parts) => parts.join(''));

test('a comment is one line and ends where it is ended', () => {
  fc.assert(fc.property(odd, (text) => {
    expect(commentText(text)).toMatch(/^[\x20-\x7e]*$/);
    expect(commentText(text)).not.toMatch(/\*\/|\/\*|\\/);
  }));
});

test('a literal says the very bytes, and holds nothing that could end it or be read as a trigraph', () => {
  fc.assert(fc.property(odd, (text) => {
    const [, inside] = /^"(.*)"$/.exec(stringLiteral(text)) ?? [];
    expect(inside).toMatch(/^(?:[^"\\?]|\\[0-7]{3})*$/);
    expect(inside.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))).toBe(String.fromCharCode(...utf8(text)));
  }));
});

test('identifiers are ones of C, as many as there are names', () => {
  fc.assert(fc.property(fc.uniqueArray(odd), (names) => {
    const found = [...identifiers(names).values()];
    for (const one of found) expect(one).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
    expect(new Set(found).size).toBe(names.length);
  }));
});
