/** Chords: which key presses they are, and how each platform writes them. */
import { expect, test } from 'vitest';
import { isChord, keyCaps } from './chord.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test.each([
  ['Mod+Z', press('z', { ctrlKey: true }), true],
  ['Mod+Z', press('z', { metaKey: true }), true],
  ['Mod+Z', press('Z', { ctrlKey: true, shiftKey: true }), false],
  ['Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }), true],
  ['Mod+Shift+Z', press('z', { ctrlKey: true }), false],
  ['J', press('j'), true],
  ['J', press('J', { shiftKey: true }), true],
  ['J', press('j', { ctrlKey: true }), false],
  ['J', press('j', { altKey: true }), false],
  ['?', press('?', { shiftKey: true }), true],
  ['1', press('1'), true],
] as const)('%s and the press %o: %s', (chord, event, is) => {
  expect(isChord(chord, event)).toBe(is);
});

test.each([
  ['Mod+Shift+Z', 'Linux x86_64', 'Ctrl Shift Z'],
  ['Mod+Shift+Z', 'MacIntel', '⇧ ⌘ Z'],
  ['J', 'MacIntel', 'J'],
  ['Mod+K', 'Win32', 'Ctrl K'],
])('%s on %s is written %s', (chord, platform, shown) => {
  expect(keyCaps(chord, platform).join(' ')).toBe(shown);
});
