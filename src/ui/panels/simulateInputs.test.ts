import { expect, test } from 'vitest';
import { reduceImages, type Analysis, type TaskSamples } from '../../engine/index.ts';
import { answerText, exampleNoun, joined, suits } from './simulateInputs.ts';

const network = (input: readonly number[], outputs: number) => ({ layers: [{ inputShape: input, outputShape: [1, 1, outputs] }] }) as unknown as Analysis;
const samples = (inputShape: readonly number[], size: number) => ({
  task: { inputShape, classes: ['a', 'b'] },
  examples: [1, 2].map((seed) => ({ index: seed, label: 0, features: Int8Array.from({ length: size }, (_, i) => (i * seed) % 100) })),
}) as unknown as TaskSamples;

test('pictures of a task are fed to a network of a smaller side as it was trained on them; nothing else is bent to fit', () => {
  const scenes = samples([4, 4, 3], 48);
  expect(suits(network([2, 2, 3], 2), scenes.task)).toBe(true);
  expect([...joined(scenes, [2, 2, 3])]).toEqual(scenes.examples.flatMap(({ features }) => [...reduceImages(features, 1, 4, 2, 3)]));
  expect([...joined(scenes, [4, 4, 3])]).toEqual(scenes.examples.flatMap(({ features }) => [...features]));
  const others: readonly Analysis[] = [network([2, 2, 3], 3), network([2, 2, 1], 2), network([8, 8, 3], 2), network([2, 1, 3], 2), network([49, 10, 1], 2)];
  expect(others.map((one) => suits(one, scenes.task))).toEqual([false, false, false, false, false]);
  expect(suits(network([49, 10, 1], 2), samples([49, 10, 1], 490).task)).toBe(true);
  expect([[49, 10, 1], [96, 96, 3], [28, 28, 1], [50, 6, 1]].map((shape) => exampleNoun(samples(shape, 1).task))).toEqual(['clip', 'picture', 'picture', 'example']);
});

test('an answer is told of classes that are known, of outputs without a name only which is the largest', () => {
  expect(answerText(['yes', 'no'], true, 0, 0, 'clip')).toBe('The network answers “yes”, and is right.');
  expect(answerText(['yes', 'no'], true, 0, 1, 'clip')).toBe('The network answers “yes”; the clip is “no”.');
  expect(answerText(Array.from({ length: 640 }, (_, i) => `output ${i + 1}`), false, 5, null, 'clip')).toBe('Of 640 outputs no. 6 is the largest; what they stand for, the file does not say.');
});
