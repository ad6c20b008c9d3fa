/** Pieces of C text: identifiers, string literals, number lists broken at 110 columns. */
import { utf8 } from '../lib/index.ts';

/** A C identifier for every name, distinct for distinct names. */
export function identifiers(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const result = new Map<string, string>();
  names.forEach((name, index) => {
    let text = name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^(?![A-Za-z])/, 'n');
    while (taken.has(text)) text += `_n${index}`;
    taken.add(text);
    result.set(name, text);
  });
  return result;
}

/** Any text as a string literal in plain ASCII; other bytes in octal, so that no encoding is assumed. */
export const stringLiteral = (text: string): string =>
  `"${Array.from(utf8(text), (byte) => (byte < 32 || byte > 126 || byte === 34 || byte === 92 || byte === 63 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte))).join('')}"`;

/** Text inside a C comment: one line, and it cannot end the comment. */
export const commentText = (text: string): string => text.replace(/[^\x20-\x7e]+/g, ' ').replaceAll('\\', '/').replaceAll('*/', '* /').replaceAll('/*', '/ *');

/** Pieces in lines of at most 110 columns, `separator` between them; it ends a line without its blanks. */
export function wrapped(pieces: readonly string[], indent: string, separator: string): string {
  const lines: string[] = [];
  let line = '';
  pieces.forEach((piece, i) => {
    const text = i + 1 < pieces.length ? piece + separator : piece;
    if (line !== '' && indent.length + line.length + text.trimEnd().length > 110) {
      lines.push(indent + line.trimEnd());
      line = '';
    }
    line += text;
  });
  return [...lines, indent + line].join('\n');
}

export const numberList = (values: ArrayLike<number>, indent: string): string => wrapped(Array.from(values, String), indent, ',');
