/** Tables of measurements: what separates fields, what columns mean, what is wrong with a line, and how windows are cut. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/index.ts';
import { cellsOf, numberOf, separatorOf } from './csv.ts';
import { file, joined, read } from './testing/encode.ts';

const table = (count: number, line: (i: number) => string, head = ''): string => head + Array.from({ length: count }, (_, i) => line(i)).join('\n');

describe('fields', () => {
  test.each([
    ['a,b,c', ',', ['a', 'b', 'c']],
    ['"a, ""b""",c', ',', ['a, "b"', 'c']],
    [' 1 ;2;', ';', ['1', '2', '']],
    ['1\t2', '\t', ['1', '2']],
  ] as const)('%j', (line, separator, cells) => {
    expect(cellsOf(line, separator)).toEqual(cells);
    expect(separatorOf([{ number: 1, text: line }, { number: 2, text: line }])).toBe(separator);
  });

  test.each([
    ['1.5', ',', 1.5], ['-.5e-3', ',', -0.0005], ['1,5', ';', 1.5], ['1,5', ',', '"1,5" is no number; decimal commas go with semicolons or tabs between fields'],
    ['', ',', 'no value'], ['NaN', ',', '"NaN" is no value'], ['1e40', ',', '1e40 is too large to be a measurement'], ['0x1f', ',', '"0x1f" is no number'], ['1 2', ',', '"1 2" is no number'],
  ] as const)('%j beside %j', (cell, separator, value) => {
    expect(numberOf(cell, separator)).toBe(value);
  });
});

test('a line is an example: names, a label found by its name, an id that is no measurement', async () => {
  const { task, summary } = await read([file('iris.csv', table(60, (i) => `${i};${i % 3},5;${i % 7};${'abc'[i % 3]}`, '\uFEFFid;petal;sepal;species\r\n'))]);
  expect([task.inputShape, task.classes, summary.dealtBy]).toEqual([[2, 1, 1], ['a', 'b', 'c'], 'recording']);
  expect(Object.keys(task.notes ?? {})).toEqual(['input 1: petal', 'input 2: sepal']);
});

test('series as the UCR archive writes them: the class first, then the values in order, tabs between, a file for each split', async () => {
  const lines = (from: number, count: number) => table(count, (i) => [i % 2 === 0 ? -1 : 1, ...Array.from({ length: 20 }, (_, t) => (((i + from) * 31 + t * 7) % 97) / 4)].join('\t'));
  const { task, summary } = await read([file('ECG/ECG_TRAIN.tsv', lines(0, 60)), file('ECG/ECG_TEST.tsv', lines(60, 30)), file('ECG/README.md', 'x')]);
  expect([task.inputShape, task.classes, summary.dealtBy]).toEqual([[20, 1, 1], ['-1', '1'], 'as distributed']);
  expect([task.train.count, task.validation.count, task.test.count]).toEqual([54, 6, 30]);
});

test('values are in deviations of the training split, a thirty-second a step', async () => {
  const { task } = await read([file('x.csv', table(400, (i) => `${1000 + (i * 7919) % 101},${i % 2}`))]);
  expect(task.inputQuant).toEqual({ scale: 1 / 32, zeroPoint: 0 });
  const mean = task.train.features.reduce((sum, q) => sum + q, 0) / task.train.count / 32;
  const square = task.train.features.reduce((sum, q) => sum + q * q, 0) / task.train.count / 1024;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(square - 1)).toBeLessThan(0.02);
});

describe('windows', () => {
  const rest = (i: number): string => `${i},${i % 5},${i * 2},${i < 200 ? 'walk' : 'rest'}`;

  test('of one recording: none spans two classes, and none shares a line with another split', async () => {
    const { task, testFiles, summary } = await read([file('a.csv', table(400, rest, 'time,x,y,label\n'))], { series: { window: 10, hop: 5 } });
    expect([task.inputShape, task.classes]).toEqual([[10, 2, 1], ['rest', 'walk']]);
    expect(task.train.count + task.validation.count + task.test.count).toBe(2 * 10 * 3); // ten pieces of 20 lines in each class: windows at 0, 5 and 10
    expect(summary.balance.every((one) => Math.min(one.train, one.validation, one.test) > 0)).toBe(true);
    expect(testFiles.length).toBe(task.test.count);
  });

  test('by id and time: lines of one id stay together, put in order', async () => {
    const lines = Array.from({ length: 30 * 8 }, (_, i) => ({ id: i % 30, time: 7 - Math.floor(i / 30) }));
    const { task, testFiles, summary } = await read([file('a.csv', `id,time,x,label\n${lines.map(({ id, time }) => `${id},${time},${time + id / 100},${id % 2}`).join('\n')}`)], { series: { window: 8 } });
    expect([task.inputShape, task.train.count + task.validation.count + task.test.count]).toEqual([[8, 1, 1], 30]);
    const first = task.train.features.subarray(0, 8);
    expect([...first]).toEqual([...first].sort((a, b) => a - b));
    expect(summary.facts.find(({ name }) => name === 'order')?.value).toBe('by time');
    expect(testFiles.length).toBeGreaterThan(0);
  });

  test('class folders of recordings: the folder is the label, the shortest recording the window', async () => {
    const files = ['wave', 'circle'].flatMap((name, f) => Array.from({ length: 6 }, (_, i) => file(`${name}/${i}.csv`, table(20 + i, (l) => `${l * (f + 1)},${(l * i) % 9}`))));
    const { task, summary } = await read(files);
    expect([task.inputShape, task.classes, summary.dealtBy]).toEqual([[20, 2, 1], ['circle', 'wave'], 'recording']);
  });

  test('more of them than a task holds are refused before the first is cut', async () => {
    const long = [file('long.csv', table(90_000, (i) => `${i % 97},1,2,3,${i < 45_000 ? 'a' : 'b'}`, 'x,y,z,w,label\n'))];
    await expect(read(long, { series: { window: 4096, hop: 1 } })).rejects.toThrow(/^\d+ windows of 4096 lines, one every 1, do not fit in the 512 MiB/);
  });

  test('a line that is left out is a gap that no window bridges', async () => {
    const broken = table(400, (i) => (i === 12 ? '12,oops,24,walk' : rest(i)), 'time,x,y,label\n');
    const { problems } = await read([file('a.csv', broken)], { series: { window: 10, hop: 10 } });
    expect(problems).toContainEqual({ file: 'a.csv', place: 'line 14, column 2 (x)', cause: '"oops" is no number' });
    const whole = await read([file('a.csv', table(400, rest, 'time,x,y,label\n'))], { series: { window: 10, hop: 10 } });
    const gapped = await read([file('a.csv', broken)], { series: { window: 10, hop: 10 } });
    const count = ({ task: { train, validation, test: held } }: typeof whole): number => train.count + validation.count + held.count;
    expect(count(gapped)).toBeLessThan(count(whole));
  });
});

describe('what cannot become a task', () => {
  test.each([
    ['text alone', 'a,b\nc,d\ne,f\n', {}, 'no column of numbers'],
    ['one class', table(30, (i) => `${i},same`), {}, 'only "same"'],
    ['a measurement as label', table(400, (i) => `${i},${i * 1.5}`), {}, 'would make more than 256 classes'],
    ['a label that is not there', table(30, (i) => `${i},${i % 2}`, 'x,y\n'), { label: 'activity' }, 'no column "activity"'],
    ['windows longer than the recording', table(30, (i) => `${i},${i % 2}`), { window: 64 }, 'no example is left'],
    ['a window of nothing', table(30, (i) => `${i},${i % 2}`), { window: 0 }, 'window: 0 lines'],
    ['UTF-16', joined([0xff, 0xfe], Buffer.from('x,label\n1,a\n', 'utf16le')), {}, 'a.csv: is written in UTF-16'],
    ['lines of an old Macintosh', table(30, (i) => `${i},${i % 2}`).replaceAll('\n', '\r'), {}, 'a.csv: ends its lines with carriage returns alone'],
    ['no value anywhere', table(30, (i) => `NaN,${'ab'[i % 2]}`), {}, 'no column of numbers'],
  ] as const)('%s', async (_, text, series, message) => {
    await expect(read([file('a.csv', text)], { series })).rejects.toThrow(InputError);
    await expect(read([file('a.csv', text)], { series })).rejects.toThrow(message);
  });
});

test('any text: a task or an InputError', async () => {
  const cell = fc.oneof(fc.constantFrom('1', '2,5', '-3', 'a', 'b', '', 'nan', '"', '"x"', ';', '\t', '1e999'), fc.string({ maxLength: 4 }));
  const text = fc.array(fc.array(cell, { maxLength: 5 }).map((cells) => cells.join(',')), { maxLength: 30 }).map((lines) => lines.join('\n'));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 4 }), async (content, window) => {
      try {
        const { task } = await read([file('a.csv', content)], { series: { window } });
        expect(task.train.count).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: 1000 },
  );
});
