/**
 * The JSON head of an int8 file, from any version: field types are checked here, so that `validateNet` may judge the
 * values. A head comes from outside; whatever it holds is refused in words or is a network.
 */
import type { QuantParams } from '../data/index.ts';
import { fromUtf8, InputError } from '../lib/index.ts';
import { OP_KINDS, validateNet, type Net, type OpKind } from '../net/index.ts';
import type { Int8Net } from './int8Net.ts';

export interface Head {
  readonly net: Net;
  readonly tensors: readonly QuantParams[];
  readonly rounding: Int8Net['rounding'];
}

/** @throws InputError naming `file` and the field */
export function readHead(bytes: Uint8Array, file: string): Head {
  let head: unknown;
  try {
    head = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new InputError('the head is not JSON', `${file}, head`);
  }
  const { net, tensors, rounding } = asRecord(head, file, 'head');
  if (rounding !== 'double' && rounding !== 'single') throw new InputError('rounding should be "double" or "single"', file);
  if (!Array.isArray(tensors)) throw new InputError('tensors should be a list', file);
  const params = tensors.map((item, id): QuantParams => {
    const { scale, zeroPoint } = asRecord(item, file, `parameters of tensor ${id}`);
    if (typeof scale !== 'number' || typeof zeroPoint !== 'number') throw new InputError(`parameters of tensor ${id} should be numbers`, file);
    return { scale, zeroPoint };
  });
  return { net: readNet(net, file), tensors: params, rounding };
}

function readNet(value: unknown, file: string): Net {
  const net = asRecord(value, file, 'net');
  if (typeof net.name !== 'string' || !Array.isArray(net.tensors) || !Array.isArray(net.nodes)) throw new InputError('net: name, tensors and nodes are needed', file);
  for (const item of net.tensors as unknown[]) {
    const tensor = asRecord(item, file, 'tensor');
    if (typeof tensor.name !== 'string' || !areNumbers(tensor.shape, 3)) throw new InputError('net: a tensor should have a name and a shape of three numbers', file);
  }
  for (const item of net.nodes as unknown[]) checkNode(asRecord(item, file, 'node'), file);
  const ends = { inputs: net.inputs ?? [net.input], outputs: net.outputs ?? [net.output] };
  for (const ids of Object.values(ends)) if (!areNumbers(ids)) throw new InputError('net: inputs and outputs should be tensor numbers', file);
  const { input: _input, output: _output, ...rest } = net;
  const checked = { ...rest, ...ends } as unknown as Net;
  inFile(file, () => validateNet(checked));
  return checked;
}

const areNumbers = (list: unknown, length?: number): boolean => Array.isArray(list) && (length === undefined || list.length === length) && list.every((n) => typeof n === 'number');

/** A field's type: what it should be, in words, and whether it is. */
type FieldCheck = readonly [should: string, holds: (value: unknown) => boolean];

const PAIR: FieldCheck = ['two numbers', (value) => areNumbers(value, 2)];
const TRIPLE: FieldCheck = ['three numbers', (value) => areNumbers(value, 3)];
const NUMBER: FieldCheck = ['a number', (value) => typeof value === 'number'];
const BOOLEAN: FieldCheck = ['true or false', (value) => typeof value === 'boolean'];
const TEXT: FieldCheck = ['text', (value) => typeof value === 'string'];
const ACTIVATION: FieldCheck = ['none, relu or relu6', (value) => value === 'none' || value === 'relu' || value === 'relu6'];
const PADDING: FieldCheck = ['top, bottom, left and right in numbers', (value) => {
  if (typeof value !== 'object' || value === null) return false;
  const { top, bottom, left, right } = value as Record<string, unknown>;
  return areNumbers([top, bottom, left, right]);
}];
const optional = ([should, holds]: FieldCheck): FieldCheck => [should, (value) => value === undefined || holds(value)];

const WINDOW = { kernel: PAIR, stride: PAIR, padding: PADDING };
/** The fields of each op besides name, kind, inputs and output. */
const FIELDS: Readonly<Record<OpKind, Readonly<Record<string, FieldCheck>>>> = {
  conv2d: { ...WINDOW, dilation: optional(PAIR), activation: ACTIVATION },
  depthwiseConv2d: { ...WINDOW, dilation: optional(PAIR), multiplier: optional(NUMBER), activation: ACTIVATION },
  dense: { activation: ACTIVATION },
  add: { activation: ACTIVATION },
  sub: { activation: ACTIVATION },
  mul: { activation: ACTIVATION },
  averagePool2d: { ...WINDOW, activation: optional(ACTIVATION) },
  maxPool2d: { ...WINDOW, activation: optional(ACTIVATION) },
  mean: {},
  softmax: { beta: NUMBER },
  lookup: { fn: TEXT },
  concat: { axis: NUMBER },
  slice: { begin: TRIPLE, stride: TRIPLE },
  pad: { padding: PADDING },
  resizeNearest: { alignCorners: BOOLEAN, halfPixelCenters: BOOLEAN },
};

function checkNode(node: Record<string, unknown>, file: string): void {
  const { name, kind, output, inputs } = node;
  if (typeof name !== 'string' || typeof kind !== 'string' || typeof output !== 'number') throw new InputError('net: a node should have a name, a kind and an output', file);
  if (!areNumbers(inputs)) throw new InputError(`net: inputs of ${name} should be tensor numbers`, file);
  const op = OP_KINDS.find((known) => known === kind);
  if (op === undefined) throw new InputError(`net: ${name} is of kind "${kind}"; known are ${OP_KINDS.join(', ')}`, file);
  for (const [field, [should, holds]] of Object.entries(FIELDS[op])) {
    if (!holds(node[field])) throw new InputError(`net: ${field} of ${name} should be ${should}`, file);
  }
}

function asRecord(value: unknown, file: string, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InputError(`${what} should be an object`, file);
  return value as Record<string, unknown>;
}

/** Errors of `work` as errors of the file. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.message, file);
    throw error;
  }
}
