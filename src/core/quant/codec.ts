/**
 * An int8 network as bytes, for hashes and files: `TI8N`, a version, a JSON head (net, tensor parameters, rounding)
 * and the constants in node order. Only facts are stored; multipliers and clamps are derived anew on reading.
 * Layout, little-endian: magic, uint32 version, uint32 head bytes, head, then per weighted node the uint32 number of its
 * weight scales (from version 3 on), float64 weight scales, int32 bias, int8 weights, and per lookup its 256 int8, without
 * gaps.
 */
import { fromUtf8, InputError, utf8 } from '../lib/index.ts';
import type { Node } from '../net/index.ts';
import { inFile, readHead } from './codecHead.ts';
import { assembleInt8Net, TABLE_ENTRIES, type Int8Constants, type Int8Net } from './int8Net.ts';
import { weightShape } from './weights.ts';

const MAGIC = 'TI8N';
/** Version 1 named one input and one output; up to version 2 every channel had a scale, and equal ones of a dense layer were one. */
const VERSION = 3;
const WITHOUT_COUNTS = 2;
const OLDEST = 1;
const PREFIX_BYTES = 12;
const LARGEST_HEAD = 4 << 20;

/** Whether version 2 says which scales a layer has. */
const isPlain = ({ weightScales, bias }: Int8Constants, { kind }: Node): boolean =>
  weightScales.length === bias.length && (kind !== 'dense' || weightScales.length === 1 || !allEqual(weightScales));

/** Equal networks give equal bytes, in the oldest version since 2 that says all of them. */
export function encodeInt8Net({ net, tensors, layers, lookups, rounding }: Int8Net): Uint8Array {
  const params = tensors.map(({ scale, zeroPoint }) => ({ scale, zeroPoint }));
  const head = utf8(JSON.stringify({ rounding, tensors: params, net }));
  let size = PREFIX_BYTES + head.length;
  const counted = net.nodes.some((node) => {
    const layer = layers.get(node.name);
    return layer !== undefined && !isPlain(layer, node);
  });
  for (const { weightScales, bias, weights } of layers.values()) size += (counted ? 4 : 0) + 8 * weightScales.length + 4 * bias.length + weights.length;
  size += TABLE_ENTRIES * lookups.size;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(utf8(MAGIC));
  view.setUint32(4, counted ? VERSION : WITHOUT_COUNTS, true);
  view.setUint32(8, head.length, true);
  bytes.set(head, PREFIX_BYTES);
  let at = PREFIX_BYTES + head.length;
  for (const node of net.nodes) {
    for (const value of lookups.get(node.name) ?? []) view.setInt8(at++, value);
    const layer = layers.get(node.name);
    if (layer === undefined) continue;
    if (counted) at = (view.setUint32(at, layer.weightScales.length, true), at + 4);
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
  let at = PREFIX_BYTES + headBytes;
  const next = (size: number, what: string): DataView => {
    if (at + size > bytes.length) throw new InputError(`ends inside the ${what}; it is cut off`, `${file}, byte ${bytes.length}`);
    at += size;
    return new DataView(bytes.buffer, bytes.byteOffset + at - size, size);
  };
  const constants = new Map<string, Int8Constants>();
  const tables = new Map<string, Int8Array>();
  for (const node of net.nodes) {
    if (node.kind === 'lookup') tables.set(node.name, signed(next(TABLE_ENTRIES, `table of ${node.name}`)));
    const size = weightShape(net, node);
    if (size === null) continue;
    const what = `constants of ${node.name}`;
    const scales = version > WITHOUT_COUNTS ? next(4, what).getUint32(0, true) : size.channels;
    if (scales !== 1 && scales !== size.channels) throw new InputError(`announces ${scales} weight scales of ${node.name}; one, or one for each of ${size.channels} channels is right`, `${file}, byte ${at - 4}`);
    const [storedScales, storedBias] = [next(8 * scales, what), next(4 * size.channels, what)];
    const each = Float64Array.from({ length: scales }, (_, c) => storedScales.getFloat64(8 * c, true));
    const weightScales = version <= WITHOUT_COUNTS && node.kind === 'dense' && allEqual(each) ? each.slice(0, 1) : each;
    const bias = Int32Array.from({ length: size.channels }, (_, c) => storedBias.getInt32(4 * c, true));
    constants.set(node.name, { weights: signed(next(size.weights, what)), weightScales, bias });
  }
  if (at !== bytes.length) throw new InputError(`${bytes.length - at} bytes follow the last layer; nothing should`, `${file}, byte ${at}`);
  return inFile(file, () => assembleInt8Net(net, tensors, constants, rounding, tables));
}

const allEqual = (scales: Float64Array): boolean => scales.every((scale) => scale === scales[0]);

/** A copy, read as int8. */
const signed = ({ buffer, byteOffset, byteLength }: DataView): Int8Array => new Int8Array(buffer, byteOffset, byteLength).slice();
