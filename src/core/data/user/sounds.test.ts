/** WAV folders as people have them: with odd names, stray files, wrong files, and silence in long recordings. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/index.ts';
import { file, read, wav } from './testing/encode.ts';
import type { DataFile } from './types.ts';

const voice = (i: number): string => `${i.toString(16).padStart(8, '0')}_nohash_0.wav`;
const clips = (folder: string, count: number, from = 0): DataFile[] => Array.from({ length: count }, (_, i) => file(`data/${folder}/${voice(i + from)}`, wav(i + from)));
const total = ({ task: { train, validation, test: held } }: Awaited<ReturnType<typeof read>>): number => train.count + validation.count + held.count;

test('every folder is a class; silence is cut from the backgrounds; unknown comes last', async () => {
  const files = [...clips('yes', 20), ...clips('no', 20, 20), ...clips('_unknown_', 30, 40), file('data/_background_noise_/run ning täp.wav', wav(99, { seconds: 40 })), file('data/_background_noise_/README.md', 'noise')];
  const found = await read(files);
  expect(found.problems).toEqual([]);
  expect(found.task.classes).toEqual(['no', 'yes', 'silence', 'unknown']);
  expect(total(found)).toBe(80); // 20 each: unknown is cut, silence filled
  for (const { train, validation, test: held, name } of found.summary.balance) expect([name, Math.min(train, validation + held)]).not.toContain(0);
});

test('one speaker is never in two splits, whatever the seed; the seed decides who is where', async () => {
  const files = ['a', 'b'].flatMap((folder, f) => Array.from({ length: 60 }, (_, i) => file(`${folder}/${voice(i % 30).replace('_0', `_${i}`)}`, wav(i + 60 * f))));
  const tests: string[][] = [];
  for (const seed of [1, 2]) {
    const { task, testFiles, summary } = await read(files, { seed });
    expect(summary.dealtBy).toBe('speaker');
    expect(testFiles.length).toBe(task.test.count);
    const speakers = new Set(testFiles.map((path) => path.slice(2, 10)));
    expect(task.test.count).toBe(4 * speakers.size); // both folders, two clips each
    tests.push([...speakers]);
  }
  expect(tests[0]).not.toEqual(tests[1]);
});

test('with a list of words the other folders become unknown', async () => {
  const { task } = await read([...clips('yes', 6), ...clips('cat', 6, 10), ...clips('dog', 6, 20)], { words: ['Yes'] });
  expect(task.classes).toEqual(['yes', 'unknown']);
  await expect(read([...clips('yes', 6), ...clips('cat', 6, 6)], { words: ['yes', 'up'] })).rejects.toThrow('no folder "up"');
});

test('the order in which files arrive does not matter', async () => {
  const files = [...clips('yes', 9), ...clips('no', 9, 9)];
  expect(await read([...files].reverse())).toEqual(await read(files));
});

test('the lists that come with Speech Commands are honoured', async () => {
  const files = [...clips('yes', 8), ...clips('no', 8, 8), file('data/validation_list.txt', `yes/${voice(0)}\r\nno/${voice(9)}\n`), file('data/testing_list.txt', `yes/${voice(1)}\nno/${voice(10)}\n`)];
  const { task, testFiles, summary } = await read(files);
  expect(testFiles).toEqual([`data/no/${voice(10)}`, `data/yes/${voice(1)}`]);
  expect([task.train.count, task.validation.count, summary.dealtBy]).toEqual([12, 2, 'as distributed']);
  const quiet = await read([...files, file('data/_background_noise_/fan.wav', wav(99, { seconds: 40 }))]);
  expect(quiet.summary.balance.at(-1)).toEqual({ name: 'silence', train: 6, validation: 1, test: 1 }); // the lists name no seconds of it
});

test('wrong files are listed and left out, stray ones ignored; other rates and stereo are put right and said', async () => {
  const files = [
    ...clips('yes', 5),
    ...clips('no', 5, 7),
    file('data/no/broken.wav', wav(3).subarray(0, 100)),
    file('data/no/notes.txt', 'abc'),
    file('data/no/empty.WAV', wav(1, { seconds: 0 })),
    file('data/no/nothing.wav', ''),
    file('data/no/stereo.wav', wav(40, { channels: 2, rate: 44100 })),
    file('data/.DS_Store', 'abc'),
    file('README.md', 'abc'),
    file('__MACOSX/no/._a.wav', 'abc'),
    file('data/docs/', ''),
    file('data/docs/how.txt', 'abc'),
    file('data/', ''),
  ];
  const found = await read(files);
  expect(total(found)).toBe(11);
  expect(found.problems.map(({ file: path, place }) => `${path} ${place}`.trim()).sort()).toEqual(['data/docs/how.txt', 'data/no/broken.wav byte 36', 'data/no/empty.WAV', 'data/no/notes.txt', 'data/no/nothing.wav']);
  expect(found.summary.facts.map(({ value }) => value)).toEqual(['16000 Hz (10), 44100 Hz (1); brought to 16000 Hz', '1 files of several channels, mixed down to one']);
});

test('a copy of a test clip is not learnt from; one sound under two names is told', async () => {
  const names = Array.from({ length: 30 }, (_, i) => i);
  const honest = names.flatMap((i) => [file(`a/${voice(i)}`, wav(i)), file(`b/${voice(i)}`, wav(i + 100))]);
  const { testFiles } = await read(honest);
  const copy = file(`a/${voice(1000)}`, wav(Number.parseInt(testFiles[0].slice(2, 10), 16)));
  const { problems, summary, task } = await read([...honest, copy, file('a/odd one.wav', wav(500)), file('b/odd two.wav', wav(500))]);
  expect([summary.duplicates, task.train.count + task.validation.count + task.test.count]).toEqual([1, 62]);
  expect(problems.map(({ file: path }) => path)).toEqual(['b/odd two.wav', copy.path]);
});

test('for judging alone everything is test, and one clip is enough', async () => {
  const { task } = await read(clips('yes', 1), { testOnly: true });
  expect([task.classes, task.train.count, task.test.count]).toEqual([['yes'], 0, 1]);
});

describe('what cannot become a task', () => {
  test.each([
    ['an empty class folder beside one class', [...clips('yes', 5), file('data/no/', '')], 'class folder "no" has no WAV file that can be read; add some'],
    ['a folder of wrong files', [...clips('yes', 5), file('data/no/a.wav', 'no sound.')], 'class folder "no" has no WAV file that can be read (data/no/a.wav, byte 9'],
    ['one class', clips('yes', 5), 'only "yes"'],
    ['nothing', [], 'nothing to read'],
    ['one speaker', [...clips('yes', 1), ...clips('no', 1)], 'at least 3 are needed'],
    ['other sounds', [file('yes/a.mp3', 'ID3'), file('no/a.mp3', 'ID3')], 'looks like 2 compressed or other sound files'],
  ])('%s', async (_, files, message) => {
    await expect(read(files)).rejects.toThrow(InputError);
    await expect(read(files)).rejects.toThrow(message);
  });
});

const real = '../shared/fixtures/speech_commands';
describe.skipIf(!existsSync(real))('Speech Commands itself (skipped where ../shared/fixtures is absent)', () => {
  test('144 clips give twelve classes in the benchmark\'s order', async () => {
    const found = await read(
      readdirSync(real, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.wav'))
        .map((path) => file(path, readFileSync(`${real}/${path}`))),
    );
    expect(found.problems.filter(({ file: path }) => path !== '')).toEqual([]);
    expect(found.task.classes).toEqual(['down', 'go', 'left', 'no', 'off', 'on', 'right', 'stop', 'up', 'yes', 'silence', 'unknown']);
    expect(total(found) + found.summary.duplicates).toBe(144);
  });
});
