/** Finding commands: what a person types is what comes first. */
import { expect, test } from 'vitest';
import { found } from './find.ts';

const TITLES = ['Go to Search spaces', 'Go to Search', 'Run the search', 'Stop search and training', 'Copy link', 'Copy result link', 'Copy as command: search', 'Undo', 'Redo', 'Theme: dark', 'Board: Raspberry Pi Pico', 'Download the C bundle'];

test.each([
  ['cprl', 'Copy result link'],
  ['copy link', 'Copy link'],
  ['link result', 'Copy result link'],
  ['run', 'Run the search'],
  ['PICO', 'Board: Raspberry Pi Pico'],
  ['dark', 'Theme: dark'],
  ['gts', 'Go to Search'],
  ['dwn', 'Download the C bundle'],
  ['undo', 'Undo'],
])('"%s" finds "%s" first', (query, title) => {
  expect(found(query, TITLES, (text) => text)[0]).toBe(title);
});

test('nothing typed keeps all as they are, and letters that are not there find nothing', () => {
  expect(found(' ', TITLES, (text) => text)).toEqual(TITLES);
  expect(found('xyzzy', TITLES, (text) => text)).toEqual([]);
});
