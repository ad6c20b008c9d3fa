/** Logs as boards print them, good and bad; and any text at all: an answer or one clear error, never anything else. */
import { expect, test } from 'vitest';
import { InputError, Rng } from '../../core/lib/index.ts';
import { calibrationRow, compareMeasured, measuredFinding, readMeasured, residualsInWords } from './index.ts';

const layers = [
  { index: 0, name: 'stem', op: 'conv2d', cycles: 1000 },
  { index: 1, name: 'block0.depthwise', op: 'depthwiseConv2d', cycles: 500 },
  { index: 2, name: 'block0.point', op: 'conv2d', cycles: 2000 },
  { index: 3, name: 'classifier', op: 'dense', cycles: 400 },
  { index: 4, name: 'runner', op: 'runner', cycles: 100 },
];
const reckoned = { layers, cycles: 4000, simulated: {} as never };
/** Clock 180 MHz. */
const BOARD = 'stm32f446';
const compared = (text: string) => compareMeasured(readMeasured(text), reckoned, BOARD);
const taken = (text: string): unknown => compared(text).rows.map(({ name, measured }) => [name, measured]);
const EACH = [['stem', 1100], ['block0.depthwise', 500], ['block0.point', 2100], ['classifier', 420]];

test.each([
  ['the bundle\'s own table', 'layer,name,cycles\n0,stem,1100\n1,block0.depthwise,500\n2,block0.point,2100\n3,classifier,420\n'],
  ['after boot messages, with clock times, Windows line ends and a mark of bytes order', '\uFEFF*** Booting Zephyr OS ***\r\n[00:00:01.204] layer,cycles\r\n[00:00:01.205] 0,1100\r\n[00:00:01.206] 1,500\r\n[00:00:01.207] 2,2100\r\n[00:00:01.208] 3,420\r\nbye, bye\r\n'],
  ['sentences', 'layer 0 stem: 1100 cycles\nLayer 1: 500 cycles (13 %)\nlayer #2 - block0.point = 2,100 cycles\nlayer 3 took 420 cycles\n'],
  ['names alone', 'stem: 1100 cycles\nblock0.depthwise = 500 cyc\nblock0.point -> 2100 clocks\nclassifier: 420 cycles'],
  ['counted from one', 'layer;cycles\n1;1100\n2;500\n3;2100\n4;420\n'],
  ['without a heading', '0,1100\n1,500\n2,2100\n3,420\n'],
  ['times, in microseconds of a board at 180 MHz', `| layer | time (us) |\n|---|---|\n| 0 | ${1100 / 180} |\n| 1 | ${500 / 180} |\n| 2 | ${2100 / 180} |\n| 3 | ${420 / 180} |`],
  ['TensorFlow Lite Micro, line by line', 'CONV_2D took 1100 ticks (6 ms).\nDEPTHWISE_CONV_2D took 500 ticks (2 ms).\nCONV_2D took 2100 ticks (11 ms).\nRESHAPE took 3 ticks (0 ms).\nFULLY_CONNECTED took 420 ticks (2 ms).'],
  ['TensorFlow Lite Micro, as a table', '"Event","Tag","Ms","Ticks"\n0,CONV_2D,0.6,1100\n1,DEPTHWISE_CONV_2D,0.2,500\n2,CONV_2D,1.1,2100\n3,RESHAPE,0.0,3\n4,FULLY_CONNECTED,0.2,420'],
  ['three inferences, of which the median counts', [1, 0, 7].map((more) => `layer,name,cycles\n0,stem,${1099 + more}\n1,block0.depthwise,500\n2,block0.point,2100\n3,classifier,420\n`).join('yes, as recorded, in 23 us\n')],
])('%s', (_, text) => {
  const rows = compared(text).rows.map(({ name, measured }) => [name, Math.round(measured)]);
  expect(rows).toEqual(EACH);
});

test('what is compared: like with like, one constant, and what is left of it', () => {
  const log = `layer,cycles\n${EACH.map(([, cycles], i) => `${i},${cycles}`).join('\n')}\n`;
  const all = compared(log);
  expect(all).toMatchObject({ summed: true, measured: 4120, reckoned: 3900, by: 'layers', notes: [] });
  expect(measuredFinding(all)).toBe('Measured is 5.6 % above simulated, over 4 layers; the most at stem, +10 %.');
  expect(residualsInWords(all)).toBe('Once all are scaled by 1.056, a layer is off by 2.1 % on average, weighted by its time; the most is block0.depthwise, −5.3 %.');
  expect(calibrationRow(all, BOARD, 'mine.log')).toEqual({ board: BOARD, factor: 1.056, calibrated: true, source: 'mine.log', accuracy: expect.stringContaining('layers ±5 %') });
  expect(calibrationRow(compared('total: 4480 cycles'), 'stm32l4r5', 'x')?.factor).toBe(1.254); // 1.12 of its own times 1.12
  expect(calibrationRow({ ...all, reckonedKind: 'estimated' }, 'esp32', 'x')).toBeNull();
  // the runner is in a total, not in a sum of layers
  expect(compared('0,1100\n1,500\n')).toMatchObject({ summed: true, measured: 1600, reckoned: 1500 });
  const some = compared('0,1100\nlayer 9 other: 7 cycles\ntotal: 4200 cycles\n');
  expect(some).toMatchObject({ summed: false, measured: 4200, reckoned: 4000 });
  expect(some.notes.join(' ')).toMatch(/Not in the log: block0\.depthwise, block0\.point, classifier\. In the log, but no layer of this network: layer 9 other\. Numbers without a unit are taken to be cycles/);
});

test.each([
  ['yes, as recorded, in 25 us\nno, NOT as recorded, in 27 us\nyes, as recorded, in 24 us', 4500],
  ['inference time: 0.025 ms', 4500],
  ['Predictions (DSP: 12 ms., Classification: 0.025 ms., Anomaly: 0 ms.): \nTiming: DSP 3 ms, inference 0.025 ms, anomaly 0 ms', 4500],
  [' duration     : 0.025 ms (average)\n CPU cycles   : 4500 (average)\n', 4500],
  ['[00:00:01.204,000] <inf> main: inference took 25 us', 4500],
  ['4,500 cycles', 4500],
  ['Inference took 4500 cycles', 4500],
  ['"total number of ticks": 4500 ticks', 4500],
])('a total alone: %s', (text, cycles) => {
  expect(compared(text).measured).toBeCloseTo(cycles, 6);
  expect(measuredFinding(compared(text))).toBe('Measured is 13 % above simulated, over one whole inference.');
});

test('kinds of layer only: the layers of each are taken together', () => {
  const text = '"Unique Tag","Total ticks across all events with that tag."\nCONV_2D, 3300\nDEPTHWISE_CONV_2D, 500\nRESHAPE, 3\nFULLY_CONNECTED, 400\n"total number of ticks", 4203\n';
  expect(taken(text)).toEqual([['conv2d', 3300], ['depthwiseConv2d', 500], ['dense', 400]]);
  expect(compared(text)).toMatchObject({ by: 'kinds', measured: 4200, reckoned: 3900, notes: [expect.stringContaining('kinds of layer only'), expect.stringContaining('RESHAPE'), expect.stringContaining('Ticks')] });
  // another compiler's order
  expect(taken('CONV_2D took 5 ticks\nCONV_2D took 6 ticks\nDEPTHWISE_CONV_2D took 9 ticks')).toEqual([['conv2d', 11], ['depthwiseConv2d', 9]]);
});

test.each([
  ['', /^mine\.log, line 1: no line says how long something took; right would be/],
  ['hello\nworld', /line 1: no line says/],
  ['layer,cycles\n0,12\n1,abc\n', /line 3: “abc” stands where the heading promises cycles/],
  ['layer,name,cycles\n0,stem,12\n1,blo', /line 3: has 2 cells where the heading has 3/],
  ['layer,cycles\n0,-5', /line 2: -5 cycles is no time/],
  ['layer,cycles\n0,1e14', /line 2: 100000000000000 cycles is no time/],
  ['layer 0 stem: -5 cycles', /line 1: -5 cycles is no time/],
  ['layer 0 stem: 12 cycles\nlayer 1: nan cycles', /line 2: “nan” stands where a number would be right/],
  ['0,12\n1,-inf', /line 2: “-inf” stands where/],
  ['0,stem,overflow', /line 1: this layer outran/],
  ['layer,name,cycles\n0,stem,overflow', /line 2: this layer outran the board’s 24-bit timer; define THIMBLE_CLOCK/],
  ['x'.repeat(2 ** 20 + 1), /1,048,577 characters/],
  ['total: 5 ms\n'.repeat(5001), /more than 5000 measurements/],
])('%.40j is refused with its line', (text, message) => {
  expect(() => readMeasured(text, 'mine.log')).toThrow(InputError);
  expect(() => readMeasured(text, 'mine.log')).toThrow(message);
});

test('a log of another network is refused, and says what this one\'s layers are called', () => {
  expect(() => compared('conv_a: 5 cycles\nconv_b: 6 cycles')).toThrow(/names no layer of this network \(conv_a, conv_b\); its layers are 0 stem, 1 block0\.depthwise/);
  expect(() => compared('total: 0 ms')).toThrow(InputError);
});

test('names in a table count beside its numbers: a network searched anew has other layers at the same numbers', () => {
  expect(compared('layer,name,cycles\n0,stem,1100\n3,block0.depthwise,500').rows.map(({ name }) => name)).toEqual(['stem', 'block0.depthwise']);
  expect(compared('layer,name,cycles\n0,conv_a,1100\n1,block0.depthwise,500').notes).toContainEqual(expect.stringMatching(/^No layer of this network is called conv_a: taken by number/));
  expect(taken('name,layer,cycles\nstem,0,1100\nblock0.depthwise,1,500')).toEqual([['stem', 1100], ['block0.depthwise', 500]]);
  // names that are alike in letters and digits, or have none of the Latin ones
  const called = ['层一', '层二', 'a_1', 'a1', '--'].map((name, index) => ({ index, name, op: 'conv2d', cycles: 10 }));
  const numbers = (text: string): unknown => compareMeasured(readMeasured(text), { layers: called, cycles: 50, simulated: null }, BOARD).rows.map(({ measured }) => measured);
  expect(numbers('layer,name,cycles\n0,层一,10\n1,层二,20\n2,a_1,30\n3,a1,40\n4,--,50')).toEqual([10, 20, 30, 40, 50]);
  expect(numbers('name,cycles\n层二,20\na1,40\na_1,30')).toEqual([20, 30, 40]);
});

test('any text gives finite figures or one InputError', () => {
  const rng = new Rng('logs');
  const words = ['layer', ',', ' ', '\n', '0', '7', '1e9', '-', 'cycles', 'us', 'ms', 'took', 'ticks', ':', '=', 'CONV_2D', 'stem', '"', '|', ';', 'total', 'in', '(', ')', 'name', '1,234', '\t', '3.5', '\u001b[0m', 'ü', '\r\n', 'overflow', 's'];
  for (let i = 0; i < 3000; i++) {
    const text = Array.from({ length: rng.int(60) }, () => rng.pick(words)).join(rng.pick(['', ' ']));
    try {
      const { measured, ratio, rows } = compared(text);
      expect([measured, ratio, ...rows.flatMap((row) => row.range)].every((value) => Number.isFinite(value) && value >= 0), text).toBe(true);
    } catch (error) {
      expect(error, text).toBeInstanceOf(InputError);
    }
  }
  const worst = [`layer 1 ${'a '.repeat(190)}`, `${'in '.repeat(130)}`, `${'1'.repeat(399)}`, `${'a:'.repeat(199)}`];
  const before = performance.now();
  expect(() => readMeasured(`${worst.join('\n')}\n`.repeat(600))).toThrow(InputError);
  expect(performance.now() - before).toBeLessThan(5000);
});
