/**
 * An int8 network as bytes, for hashes and files: `TI8N`, a version, a JSON head (net, tensor parameters, rounding)
 * and the constants in node order. Only facts are stored; multipliers and clamps are derived anew on reading.
 * Layout, little-endian: magic, uint32 version, uint32 head bytes, head, then per weighted node float64 weight scales,
 * int32 bias, int8 weights, and per lookup its 256 int8, without gaps.
 */
import type { QuantParams } from '../data/index.ts';
import { fromUtf8, InputError, utf8 } from '../lib/index.ts';
import { OP_KINDS, validateNet, type Net, type OpKind } from '../net/index.ts';
import { assembleInt8Net, TABLE_ENTRIES, type Int8Constants, type Int8Net } from './int8Net.ts';
import { weightShape } from './weights.ts';

const MAGIC = 'TI8N';
/** Version 1 named one input and one output. */
const VERSION = 2;
const OLDEST = 1;
const PREFIX_BYTES = 12;
const LARGEST_HEAD = 4 << 20;

/** Equal networks give equal bytes. */
export function encodeInt8Net({ net, tensors, layers, lookups, rounding }: Int8Net): Uint8Array {
  const params = tensors.map(({ scale, zeroPoint }) => ({ scale, zeroPoint }));
  const head = utf8(JSON.stringify({ rounding, tensors: params, net }));
  let size = PREFIX_BYTES + head.length;
  for (const layer of layers.values()) size += 12 * layer.bias.length + layer.weights.length;
  size += TABLE_ENTRIES * lookups.size;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(utf8(MAGIC));
  view.setUint32(4, VERSION, true);
  view.setUint32(8, head.length, true);
  bytes.set(head, PREFIX_BYTES);
  let at = PREFIX_BYTES + head.length;
  for (const node of net.nodes) {
    for (const value of lookups.get(node.name) ?? []) view.setInt8(at++, value);
    const layer = layers.get(node.name);
    if (layer === undefined) continue;
    for (const scale of layer.weightScales) at = (view.setFloat64(at, scale, true), at + 8);
    for (const value of layer.bias) at = (view.setInt32(at, value, true), at + 4);
    for (const weight of layer.weights) view.setInt8(at++, weight);
  }
  return bytes;
}

/** @throws InputError naming `file` and the byte or field when anything is missing, surplus or contradictory */
export function decodeInt8Net(bytes: Uint8Array, file: string): Int8Net {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PREFIX_BYTES || fromUtf8(bytes.subarray(0, 4)) !== MAGIC) throw new InputError(`is no int8 network; those begin with ${MAGIC}`, file);
  const version = view.getUint32(4, true);
  if (version < OLDEST || version > VERSION) throw new InputError(`is of version ${version}; this Thimble reads versions ${OLDEST} to ${VERSION}`, file);
  const headBytes = view.getUint32(8, true);
  if (headBytes > LARGEST_HEAD || PREFIX_BYTES + headBytes > bytes.length) throw new InputError(`announces a head of ${headBytes} bytes; the file has ${bytes.length}`, `${file}, byte 8`);
  const { net, tensors, rounding } = readHead(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + headBytes), file);
  const constants = new Map<string, Int8Constants>();
  const tables = new Map<string, Int8Array>();
  let at = PREFIX_BYTES + headBytes;
  for (const node of net.nodes) {
    if (node.kind === 'lookup') {
      if (at + TABLE_ENTRIES > bytes.length) throw new InputError(`ends inside the table of ${node.name}; it is cut off`, `${file}, byte ${bytes.length}`);
      tables.set(node.name, signed(bytes.subarray(at, at + TABLE_ENTRIES)));
      at += TABLE_ENTRIES;
    }
    const size = weightShape(net, node);
    if (size === null) continue;
    if (at + 12 * size.channels + size.weights > bytes.length) throw new InputError(`ends inside the constants of ${node.name}; it is cut off`, `${file}, byte ${bytes.length}`);
    const weightScales = Float64Array.from({ length: size.channels }, (_, c) => view.getFloat64(at + 8 * c, true));
    at += 8 * size.channels;
    const bias = Int32Array.from({ length: size.channels }, (_, c) => view.getInt32(at + 4 * c, true));
    at += 4 * size.channels;
    constants.set(node.name, { weights: signed(bytes.subarray(at, at + size.weights)), weightScales, bias });
    at += size.weights;
  }
  if (at !== bytes.length) throw new InputError(`${bytes.length - at} bytes follow the last layer; nothing should`, `${file}, byte ${at}`);
  return inFile(file, () => assembleInt8Net(net, tensors, constants, rounding, tables));
}

/** A copy of bytes, read as int8. */
const signed = (bytes: Uint8Array): Int8Array => Int8Array.from(bytes, (byte) => (byte << 24) >> 24);

function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.message, file);
    throw error;
  }
}

interface Head {
  readonly net: Net;
  readonly tensors: readonly QuantParams[];
  readonly rounding: Int8Net['rounding'];
}

function readHead(bytes: Uint8Array, file: string): Head {
  let head: unknown;
  try {
    head = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new InputError('the head is not JSON', `${file}, byte ${PREFIX_BYTES}`);
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

/** Field types here, so that `validateNet` may judge the values. */
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
