import { expect, test } from 'vitest';
import { readRefusal } from './refusal.ts';

const MESSAGE = 'm.tflite: cannot be run: the input, CONV_2D (operator 0, "functional_1/Relu;functional_"), RESHAPE (operator 10, "a, b") and 3 more works on FLOAT32; '
  + 'ELU (operator 1, "t1") has padding 2; SAME (0) and VALID (1) are known; custom operator "ethos-u" (operator 0, "x") is not supported. It is a hybrid model; int8 throughout is needed. Convert it anew';

test('operators and reasons are told apart, and a semicolon within either ends neither', () => {
  expect(readRefusal(MESSAGE)).toEqual({
    lead: 'm.tflite: cannot be run:',
    reasons: [
      { places: ['the input', 'CONV_2D (operator 0, "functional_1/Relu;functional_")', 'RESHAPE (operator 10, "a, b")', 'and 3 more'], what: 'works on FLOAT32' },
      { places: ['ELU (operator 1, "t1")'], what: 'has padding 2; SAME (0) and VALID (1) are known' },
      { places: ['custom operator "ethos-u" (operator 0, "x")'], what: 'is not supported' },
    ],
    advice: 'It is a hybrid model; int8 throughout is needed. Convert it anew',
  });
});

test('no word of a message is lost, whatever its form', () => {
  const words = (text: string): string[] => text.split(/[\s,;.]+/).filter((word) => word !== '');
  for (const message of [MESSAGE, 'x.json: is not whole JSON (Unexpected end)', 'a: cannot be run: the graph has 99 inputs; 1 to 16 are supported', 'a: cannot be run: something else; and 3 reasons more']) {
    const { lead, reasons, advice } = readRefusal(message);
    expect(words([lead, ...reasons.flatMap(({ places, what }) => [...places, what]), advice].join(' '))).toEqual(words(message));
  }
});
