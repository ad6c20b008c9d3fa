/** Sets of pictures in their usual layouts: class folders, MNIST's files, CIFAR's batches; and folders of everything at once. */
import fc from 'fast-check';
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/index.ts';
import { encodeTask } from '../taskFile.ts';
import { file, idx, joined, plainPng, png, read, tar, wav } from './testing/encode.ts';

const colour = (i: number): number[] => [(i * 37) % 256, (i * 91) % 256, (i * 11) % 256];
const many = (folder: string, count: number, from: number) => Array.from({ length: count }, (_, i) => file(`${folder}/${i}.png`, plainPng(20, colour(i + from))));

test('class folders: the folder is the class, files that are no pictures are listed', async () => {
  const { task, problems, summary } = await read([
    ...many('pets/cat', 12, 0), ...many('pets/dog', 12, 50),
    file('pets/dog/really.jpg', plainPng(20, [1, 2, 3])), file('pets/dog/sound.wav', wav(1)), file('pets/dog/cut.png', plainPng(20, [9, 9, 9]).subarray(0, 60)), file('pets/', ''), file('pets/notes/', ''), file('pets/notes/a.txt', 'x'), file('loose.png', plainPng(20, [0, 0, 0])), file('pets/labels.csv', 'a,b'),
  ]);
  expect([task.inputShape, task.classes, summary.kind]).toEqual([[20, 20, 3], ['cat', 'dog'], 'image']);
  expect(task.train.count + task.validation.count + task.test.count).toBe(25);
  expect(problems.map(({ file: path }) => path).sort()).toEqual(['loose.png', 'pets/dog/cut.png', 'pets/dog/sound.wav', 'pets/labels.csv', 'pets/notes/a.txt']);
  expect(task.train.features.slice(0, 3).every((q, c) => q === task.train.features[3 + c])).toBe(true);
});

test('a zip of them is the same task; the side is chosen; grey pictures make a grey task', async () => {
  const folder = [...many('a', 8, 0), ...many('b', 8, 50)];
  const zip = zipSync(Object.fromEntries(await Promise.all(folder.map(async (one) => [one.path, await one.read(0, one.size)] as const))));
  expect((await read([file('x.zip', zip)])).task).toEqual((await read(folder)).task);
  expect((await read(folder, { side: 32, channels: 1 })).task.inputShape).toEqual([32, 32, 1]);
  const grey = ['a', 'b'].flatMap((name, f) => Array.from({ length: 5 }, (_, i) => file(`${name}/${i}.png`, png({ colour: 0, width: 1, height: 1, lines: [0, 10 * i + f] }))));
  expect((await read(grey)).task.inputShape).toEqual([16, 16, 1]);
});

test('folders called train, val and test are splits; a test picture is not learnt from', async () => {
  const files = ['train', 'val', 'test'].flatMap((split, s) => [...many(`set/${split}/a`, 4, 100 * s), ...many(`set/${split}/b`, 4, 100 * s + 50)]);
  const { task, summary, problems } = await read([...files, file('set/train/a/leak.png', plainPng(20, colour(200)))]);
  expect([task.train.count, task.validation.count, task.test.count, summary.dealtBy, summary.duplicates]).toEqual([8, 8, 8, 'as distributed', 1]);
  expect(problems[0]).toEqual({ file: 'set/train/a/leak.png', place: '', cause: 'is the same as set/test/a/0.png of the test split; left out, so that nothing is learnt that is asked' });
});

test('a folder above the classes is a split by its name alone, also where an object has a property of that name', async () => {
  const { task, summary } = await read(['constructor', '__proto__'].flatMap((above, i) => [...many(`${above}/a`, 6, 60 * i), ...many(`${above}/b`, 6, 60 * i + 30)]));
  expect([task.train.count + task.validation.count + task.test.count, summary.dealtBy]).toEqual([24, 'file']);
});

describe('IDX', () => {
  const images = (count: number, from: number) => idx([count, 4, 4], Uint8Array.from({ length: 16 * count }, (_, i) => (Math.floor(i / 16) + from) % 256));
  const labels = (count: number) => idx([count], Array.from({ length: count }, (_, i) => 3 + (i % 2)));
  const mnist = [
    file('MNIST/raw/train-images-idx3-ubyte.gz', gzipSync(images(40, 0))), file('MNIST/raw/train-labels-idx1-ubyte.gz', gzipSync(labels(40))),
    file('MNIST/raw/t10k-images-idx3-ubyte', images(10, 100)), file('MNIST/raw/t10k-labels-idx1-ubyte', labels(10)),
  ];

  test('pairs by name and count, t10k is the test split, classes are the labels that occur', async () => {
    const { task, testFiles, summary } = await read(mnist);
    expect([task.inputShape, task.classes, task.test.count, task.train.count + task.validation.count]).toEqual([[16, 16, 1], ['3', '4'], 10, 40]);
    expect([testFiles[3], summary.layout]).toEqual(['MNIST/raw/t10k-images-idx3-ubyte, image 3', 'IDX images with labels']);
    expect(task.test.features[3 * 256]).toBe(103 - 128);
  });

  test.each([
    ['images alone', [mnist[0]], 'holds 40 images, and no file of 40 labels'],
    ['cut short', [file('x-images', images(40, 0).subarray(0, 99)), mnist[1]], 'it is truncated'],
    ['absurd sides', [file('x-images', joined([0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255])), mnist[1]], 'truncated'],
    ['floats', [file('x-images', joined([0, 0, 0x0d, 3], images(4, 0).subarray(4))), mnist[1]], 'type 0x0d'],
  ])('%s is refused', async (_, files, message) => {
    await expect(read(files)).rejects.toThrow(message);
  });
});

describe('CIFAR', () => {
  const record = (labels: readonly number[], i: number): number[] => [...labels, ...new Array<number>(1024).fill(i), ...new Array<number>(1024).fill(i + 1), ...new Array<number>(1024).fill(i + 2)];
  const names = 'airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n';

  test('10, as the tar.gz it comes in: planes become pixels, names come from beside', async () => {
    const batch = (from: number) => joined(...Array.from({ length: 20 }, (_, i) => record([i % 2 === 0 ? 3 : 5], from + i)));
    const archive = tar([
      { name: 'cifar-10-batches-bin/batches.meta.txt', body: joined(names) }, { name: 'cifar-10-batches-bin/readme.html', body: joined('<p>') },
      { name: 'cifar-10-batches-bin/data_batch_1.bin', body: batch(0) }, { name: 'cifar-10-batches-bin/test_batch.bin', body: batch(100) },
    ]);
    const { task, summary } = await read([file('cifar-10-binary.tar.gz', gzipSync(archive))]);
    expect([task.inputShape, task.classes, task.test.count, task.title]).toEqual([[32, 32, 3], ['cat', 'dog'], 20, 'CIFAR-10']);
    expect([...task.test.features.subarray(3072, 3075)]).toEqual([101 - 128, 102 - 128, 103 - 128]);
    expect(summary.balance.map(({ test: count }) => count)).toEqual([10, 10]);
  });

  test('100 has a second label; one that cannot be is left out, and so is half a record', async () => {
    const bytes = joined(...Array.from({ length: 40 }, (_, i) => record([0, i === 7 ? 200 : 90 + (i % 2)], i)));
    const { task, problems } = await read([file('train.bin', bytes)]);
    expect([task.classes, task.train.count + task.validation.count + task.test.count]).toEqual([['90', '91'], 39]);
    expect(problems.map(({ place }) => place)).toEqual([`byte ${7 * 3074}`]);
  });

  test('its Python version is named as such', async () => {
    await expect(read([file('cifar-10-batches-py/data_batch_1', [0x80, 2, 0x7d]), file('cifar-10-batches-py/test_batch', [0x80, 2, 0x7d])])).rejects.toThrow('Python version of CIFAR');
  });
});

test('a prepared task is taken as it is', async () => {
  const { task } = await read([...many('a', 6, 0), ...many('b', 6, 50)]);
  expect((await read([file('own.task', encodeTask(task, 1))])).task).toEqual(task);
  const { train, validation, test: tests } = task;
  const none = { ...train, count: 0, features: new Int8Array(0), labels: new Uint8Array(0) };
  for (const [name, less] of [['train', { train: none }], ['validation', { validation: none }], ['test', { test: none }]] as const) {
    await expect(read([file('own.task', encodeTask({ ...task, train, validation, test: tests, ...less }, 1))])).rejects.toThrow(`task "own-image": has no example in its ${name} split`);
  }
  const unseen = { ...task, train: none, validation: none };
  expect((await read([file('own.task', encodeTask(unseen, 1))], { testOnly: true })).task).toEqual(unseen);
});

test('a folder of the wrong kind: it is said what it looks like', async () => {
  const code = Array.from({ length: 5 }, (_, i) => file(`src/${i}.ts`, 'let a;'));
  await expect(read(code)).rejects.toThrow('looks like 5 .ts files. Needed are class folders of');
  await expect(read([...code, file('src/logo.png', plainPng(2, [1, 2, 3]))])).rejects.toThrow('looks like 5 .ts files; 1 picture; read as images: a task needs at least two classes of pictures');
  await expect(read([file('a/letter.txt', 'Dear A,\n\nI am well, and so is B.\nYours, C\n')])).rejects.toThrow('looks like 1 .txt file. Needed');
});

test('hostile names are fit to show', async () => {
  const name = `a/\u202egnp.exe\u0007${'x'.repeat(5000)}.png`;
  const { problems } = await read([...many('a', 5, 0), ...many('b', 5, 50), file(name, 'nothing')]);
  expect(problems[0].file.length).toBeLessThan(250);
  expect(problems[0].file).toMatch(/^a\/\?gnp.exe\?x+\.\.\.x+\.png$/);
});

test('a hundred thousand files, some of them wrong: counted, the first thousand listed, none held', async () => {
  const bytes = Array.from({ length: 50 }, (_, i) => png({ colour: 0, width: 1, height: 1, lines: [0, i] }));
  let [held, most] = [0, 0];
  const files = Array.from({ length: 100_000 }, (_, i) => ({
    path: `${'ab'[i % 2]}/${i}.png`, size: i % 10 === 0 ? 5 : bytes[i % 50].length,
    read: async (from: number, to: number) => {
      most = Math.max(most, ++held);
      await Promise.resolve();
      held--;
      return (i % 10 === 0 ? Uint8Array.of(1, 2, 3, 4, 5) : bytes[i % 50]).subarray(from, to);
    },
  }));
  const { task, problems, problemCount, summary } = await read(files, { side: 1, channels: 1 });
  expect([task.train.count + task.validation.count + task.test.count, problemCount, problems.length, summary.leftOut]).toEqual([90_000, 10_000, 1000, 10_000]);
  expect(most).toBe(1);
});

test('one file that cannot be read is left out of a folder of any size, whatever the others are', async () => {
  const gone = (path: string) => ({ path, size: 99, read: () => { throw new InputError('cannot be read', path); } });
  const lines = (i: number): string => `x,y,label\n${Array.from({ length: 9 }, (_, n) => `${(n * 7 + i) % 13},${i},${'ab'[n % 2]}`).join('\n')}`;
  const of = { 'a/0.png': (i: number) => file(`${'ab'[i % 2]}/p${i}.png`, plainPng(2, [i % 256, i >> 8, 3])), 'a/0.wav': (i: number) => file(`${'ab'[i % 2]}/s${i}.wav`, wav(i, { seconds: 0.001 })), '0.csv': (i: number) => file(`t${i}.csv`, lines(i)) };
  for (const [path, other] of Object.entries(of)) {
    for (const count of [20, 210]) {
      const { problems, task } = await read([gone(path), ...Array.from({ length: count }, (_, i) => other(i))]);
      expect([problems.filter(({ cause }) => cause === 'cannot be read').map((one) => one.file), task.train.count > 0]).toEqual([[path], true]);
    }
  }
});

test('any bytes under the names of every kind: a task or an InputError', async () => {
  const whole = [idx([4, 2, 2], Array.from({ length: 16 }, (_, i) => i)), idx([4], [0, 1, 0, 1]), plainPng(2, [1, 2, 3]), wav(1, { seconds: 0.001 }), joined('1,a\n2,b\n')];
  const path = fc.constantFrom('a/1.png', 'b/2.png', 'x-images', 'x-labels', 'a/1.wav', 'b/1.wav', 't.csv', 'data_batch_1.bin', 'a/b.gz', 'x.zip', 'a/', 'own.task');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(path, fc.nat(4), fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 3 }), fc.nat(400)), { maxLength: 8 }), async (parts) => {
      const files = parts.map(([name, which, edits, cut]) => {
        const bytes = whole[which].slice();
        for (const [at, value] of edits) bytes[at % bytes.length] = value;
        return file(name, bytes.subarray(0, cut));
      });
      try {
        expect((await read(files)).task.classes.length).toBeGreaterThan(1);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: 600 },
  );
});
