/**
 * A function of one element: in float by its name, in int8 by a table of its 256 values. Tables come with the network
 * (a .tflite file's are worked out on import); `tabulate` makes those of our own quantisation.
 */
import type { QuantParams } from '../../data/index.ts';
import { exp, InputError } from '../../lib/index.ts';
import type { Lookup } from '../../net/index.ts';
import { clamp, roundAway } from '../fixedPoint.ts';

const logistic = (x: number): number => 1 / (1 + exp(-x));

/** The functions the float executor knows; int8 networks may hold others. */
const FUNCTIONS: ReadonlyMap<string, (x: number) => number> = new Map([
  ['logistic', logistic],
  ['tanh', (x: number) => 2 * logistic(2 * x) - 1],
  ['relu', (x: number) => Math.max(0, x)],
  ['relu6', (x: number) => Math.min(6, Math.max(0, x))],
  ['hardSwish', (x: number) => (x * Math.min(6, Math.max(0, x + 3))) / 6],
  ['quantize', (x: number) => x],
]);

export const LOOKUP_FUNCTIONS: readonly string[] = [...FUNCTIONS.keys()];

/** Functions of a bounded range whose output parameters TFLite prescribes. */
export const LOOKUP_OUTPUT: ReadonlyMap<string, QuantParams> = new Map([
  ['logistic', { scale: 1 / 256, zeroPoint: -128 }],
  ['tanh', { scale: 1 / 128, zeroPoint: 0 }],
]);

function functionOf({ fn, name }: Lookup): (x: number) => number {
  const found = FUNCTIONS.get(fn);
  if (found === undefined) throw new InputError(`"${fn}" is known in int8 alone; the float functions are ${LOOKUP_FUNCTIONS.join(', ')}`, name);
  return found;
}

/** @throws InputError when the function has no float form here */
export function floatLookup(node: Lookup, input: Float32Array, output: Float32Array): void {
  output.set(input.map(functionOf(node)));
}

/** The nearest int8 to the function of every int8. @throws InputError when the function has no float form here */
export function tabulate(node: Lookup, input: QuantParams, output: QuantParams): Int8Array {
  const evaluate = functionOf(node);
  return Int8Array.from({ length: 256 }, (_, i) => clamp(roundAway(evaluate((i - 128 - input.zeroPoint) * input.scale) / output.scale) + output.zeroPoint, -128, 127));
}

export function int8Lookup(table: Int8Array, input: Int8Array, output: Int8Array): void {
  for (let i = 0; i < output.length; i++) output[i] = table[input[i] + 128];
}
