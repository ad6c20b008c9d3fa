/** The task file: what goes in comes out, and nothing broken gets through. The shipped task is held to its promises. */
import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError, utf8 } from '../lib/index.ts';
import type { Split, Task } from './task.ts';
import { decodeTask, encodeTask } from './taskFile.ts';

const split = (count: number, values: number, classes: number): Split => ({
  count,
  features: Int8Array.from({ length: count * values }, (_, i) => i * 7),
  labels: Uint8Array.from({ length: count }, (_, i) => i % classes),
});
const small: Task = {
  id: 'small',
  title: 'Small',
  origin: 'user',
  inputShape: [2, 3, 1],
  inputQuant: { scale: 0.5, zeroPoint: -3 },
  classes: ['a', 'b'],
  train: split(5, 6, 2),
  validation: split(0, 6, 2),
  test: split(2, 6, 2),
  notes: { seed: 1 },
};

test('a task survives its file, and equal tasks give equal bytes', () => {
  expect(decodeTask(encodeTask(small), 'a')).toEqual(small);
  expect(encodeTask(decodeTask(encodeTask(small), 'a'))).toEqual(encodeTask(small));
});

describe('broken files end in one line', () => {
  const file = (head: object, body: Uint8Array): Uint8Array => {
    const json = utf8(JSON.stringify(head));
    return Uint8Array.from([...utf8('THIMTASK'), json.length & 255, json.length >> 8, 0, 0, ...json, ...body]);
  };
  const head = { version: 1, id: 'x', title: 'x', origin: 'user', inputShape: [2, 3, 1], inputQuant: { scale: 1, zeroPoint: 0 }, classes: ['a', 'b'], counts: [1, 0, 0], sha256: '0' };
  test.each([
    ['foreign', utf8('PK and so on, long enough'), 'not a Thimble task'],
    ['truncated head', encodeTask(small).subarray(0, 40), 'truncated or altered'],
    ['truncated body', encodeTask(small).subarray(0, -4), 'truncated'],
    ['absurd counts', file({ ...head, counts: [1e9, 0, 0] }, new Uint8Array(0)), '"counts" should be'],
    ['counts beyond memory', file({ ...head, inputShape: [4096, 4096, 1], counts: [100, 0, 0] }, new Uint8Array(0)), 'small enough'],
    ['counts that no body so short can hold', file({ ...head, counts: [7e7, 0, 0] }, deflateSync(new Uint8Array(7))), 'cannot hold the 490000000'],
    ['one class', file({ ...head, classes: ['a'] }, new Uint8Array(0)), '"classes" should be'],
    ['later version', file({ ...head, version: 2 }, new Uint8Array(0)), '"version" should be 1'],
    ['deflate bomb', file(head, deflateSync(new Uint8Array(50_000_000))), 'longer than the 7 bytes'],
    ['altered body', file(head, deflateSync(new Uint8Array(7))), 'SHA-256'],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeTask(bytes, 'k.bin')).toThrow(InputError);
    expect(() => decodeTask(bytes, 'k.bin')).toThrow(message);
  });

  test('a label beyond the classes', () => {
    expect(() => decodeTask(encodeTask({ ...small, test: { ...small.test, labels: Uint8Array.of(0, 9) } }), 'k')).toThrow('label 9 of test example 1');
  });

  test('any single altered byte is refused or harmless, never a crash', () => {
    const whole = encodeTask(small);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
        const bytes = whole.slice(0, Math.max(at + 1, length));
        bytes[at] = value;
        try {
          expect(decodeTask(bytes, 'x').train.labels).toEqual(small.train.labels);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decodeTask(bytes, 'x')).toThrow(InputError);
      }),
    );
  });
});

test('the shipped keywords: synthetic, at most 5 MB, twelve even classes in the benchmark\'s order', () => {
  const bytes = readFileSync('public/tasks/keywords.bin');
  const task = decodeTask(bytes, 'keywords.bin');
  expect(bytes.length).toBeLessThan(5e6);
  expect(task.origin).toBe('synthetic');
  expect(task.classes).toEqual(['down', 'go', 'left', 'no', 'off', 'on', 'right', 'stop', 'up', 'yes', 'silence', 'unknown']);
  for (const { count, labels } of [task.train, task.validation, task.test]) {
    const tally = new Array(12).fill(0);
    labels.forEach((label) => tally[label]++);
    expect(new Set(tally)).toEqual(new Set([count / 12]));
  }
});
