/** WAV folders as people have them: with odd names, stray files, wrong files, and silence in long recordings. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../lib/index.ts';
import { taskFromWavFolders } from './folders.ts';
import type { NamedFile } from './folders.ts';

/** A 16-bit mono WAV of a tone, 16 kHz. */
function wav(seed: number, seconds = 0.1): Uint8Array {
  const frames = Math.round(16000 * seconds);
  const bytes = new Uint8Array(44 + 2 * frames);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('RIFF....WAVEfmt '));
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 16000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  bytes.set(new TextEncoder().encode('data'), 36);
  view.setUint32(40, 2 * frames, true);
  for (let i = 0; i < frames; i++) view.setInt16(44 + 2 * i, 8000 * Math.sin(i * (0.05 + seed * 0.013)), true);
  return bytes;
}
const clips = (folder: string, count: number, from = 0): NamedFile[] =>
  Array.from({ length: count }, (_, i) => ({ path: `data/${folder}/${(i + from).toString(16).padStart(8, '0')}_nohash_0.wav`, bytes: wav(i + from) }));

test('every folder is a class; silence is cut from the backgrounds; unknown comes last', () => {
  const files = [...clips('yes', 20), ...clips('no', 20), ...clips('_unknown_', 30, 40), { path: 'data/_background_noise_/run ning täp.wav', bytes: wav(99, 40) }];
  const { task, problems } = taskFromWavFolders(files);
  expect(problems).toEqual([]);
  expect(task.classes).toEqual(['no', 'yes', 'silence', 'unknown']);
  expect(task.train.count + task.validation.count + task.test.count).toBe(80); // 20 each: unknown is cut, silence filled
  for (const split of [task.train, task.validation, task.test]) expect(split.count).toBeGreaterThan(0);
});

test('one speaker is never in two splits', () => {
  const { task } = taskFromWavFolders([...clips('a', 60), ...clips('b', 60)]); // each speaker says the same tone in a and in b
  const voices = [task.train, task.validation, task.test].map(({ features, count }) => new Set(Array.from({ length: count }, (_, i) => features.subarray(i * 490, i * 490 + 490).join())));
  for (const voice of voices[0]) expect(voices[1].has(voice) || voices[2].has(voice)).toBe(false);
  for (const voice of voices[1]) expect(voices[2].has(voice)).toBe(false);
});

test('with a list of words the other folders become unknown', () => {
  const { task } = taskFromWavFolders([...clips('yes', 6), ...clips('cat', 6, 10), ...clips('dog', 6, 20)], { words: ['Yes'] });
  expect(task.classes).toEqual(['yes', 'unknown']);
  expect(() => taskFromWavFolders([...clips('yes', 6), ...clips('cat', 6)], { words: ['yes', 'up'] })).toThrow('no folder "up"');
});

test('the order in which files arrive does not matter', () => {
  const files = [...clips('yes', 9), ...clips('no', 9)];
  expect(taskFromWavFolders([...files].reverse())).toEqual(taskFromWavFolders(files));
});

test('wrong files are listed and left out, stray ones ignored', () => {
  const files: NamedFile[] = [
    ...clips('yes', 5),
    ...clips('no', 5, 7),
    { path: 'data/no/broken.wav', bytes: wav(3).subarray(0, 100) },
    { path: 'data/no/notes.txt', bytes: new Uint8Array(3) },
    { path: 'data/no/empty.WAV', bytes: wav(1, 0) },
    { path: 'data/.DS_Store', bytes: new Uint8Array(3) },
    { path: 'README.md', bytes: new Uint8Array(3) },
    { path: '__MACOSX/no/._a.wav', bytes: new Uint8Array(3) },
  ];
  const { task, problems } = taskFromWavFolders(files);
  expect(task.train.count + task.validation.count + task.test.count).toBe(10);
  expect(problems.map((problem) => problem.split(':')[0].split(',')[0]).sort()).toEqual(['data/no/broken.wav', 'data/no/empty.WAV', 'data/no/notes.txt']);
});

describe('what cannot become a task', () => {
  test.each([
    ['an empty class folder', [...clips('yes', 5), { path: 'data/no/', bytes: new Uint8Array(0) }], 'class folder "no" has no WAV file'],
    ['a folder of wrong files', [...clips('yes', 5), { path: 'data/no/a.wav', bytes: new Uint8Array(9) }], 'class folder "no"'],
    ['one class', clips('yes', 5), 'only "yes"'],
    ['nothing', [], 'found none'],
    ['one speaker', [...clips('yes', 1), ...clips('no', 1)], '1 speaker(s)'],
  ])('%s', (_, files, message) => {
    expect(() => taskFromWavFolders(files)).toThrow(InputError);
    expect(() => taskFromWavFolders(files)).toThrow(message);
  });
});

const real = '../shared/fixtures/speech_commands';
describe.skipIf(!existsSync(real))('Speech Commands itself (skipped where ../shared/fixtures is absent)', () => {
  test('144 clips give twelve classes in the benchmark\'s order', () => {
    const files = readdirSync(real, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.wav'))
      .map((path) => ({ path, bytes: readFileSync(`${real}/${path}`) }));
    const { task, problems } = taskFromWavFolders(files);
    expect(problems).toEqual([]);
    expect(task.classes).toEqual(['down', 'go', 'left', 'no', 'off', 'on', 'right', 'stop', 'up', 'yes', 'silence', 'unknown']);
    expect(task.train.count + task.validation.count + task.test.count).toBe(144);
  });
});
