/**
 * The operators of the semantics. They are WebAssembly's own (core specification 2.0, sections 4.3 and 5.4), so that
 * the translator only has to print them; beside each stands what it computes in JavaScript, for the interpreter.
 * Values: i32 is a number in [-2^31, 2^31), i64 a bigint in [-2^63, 2^63), f32 and f64 are numbers.
 */
export type Type = 'i32' | 'i64' | 'f32' | 'f64';
export type Value = number | bigint;

export interface Operator {
  /** Opcode, with its prefix byte where it has one. */
  readonly code: readonly number[];
  readonly gives: Type;
  readonly apply: (a: Value, b: Value, c: Value) => Value;
}

type Numbers = (a: number, b: number, c: number) => Value;
type Bigs = (a: bigint, b: bigint) => Value;

const numbers = (gives: Type, code: number | readonly number[], apply: Numbers): Operator => ({ gives, code: typeof code === 'number' ? [code] : code, apply: apply as Operator['apply'] });
const bigs = (gives: Type, code: number, apply: Bigs): Operator => ({ gives, code: [code], apply: apply as Operator['apply'] });
const signed64 = (value: bigint): bigint => BigInt.asIntN(64, value);
const unsigned64 = (value: bigint): bigint => BigInt.asUintN(64, value);

const view = new DataView(new ArrayBuffer(8));
const bitsOfSingle = (value: number): number => (view.setFloat32(0, value), view.getInt32(0));
const singleOfBits = (bits: number): number => (view.setInt32(0, bits), view.getFloat32(0));
const bitsOfDouble = (value: number): bigint => (view.setFloat64(0, value), view.getBigInt64(0));
const doubleOfBits = (bits: bigint): number => (view.setBigInt64(0, bits), view.getFloat64(0));

/** To the nearest whole number, halves to the even one. */
const nearest = (value: number): number => {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 52) return value;
  const down = Math.floor(value);
  const rest = value - down;
  const rounded = rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
  return rounded === 0 && (value < 0 || Object.is(value, -0)) ? -0 : rounded;
};

const saturated = (value: number, low: number, high: number): number => (Number.isNaN(value) ? 0 : Math.trunc(Math.min(high, Math.max(low, value))) | 0);

export const OPERATORS = {
  'i32.eqz': numbers('i32', 0x45, (a) => (a === 0 ? 1 : 0)),
  'i32.eq': numbers('i32', 0x46, (a, b) => (a === b ? 1 : 0)),
  'i32.ne': numbers('i32', 0x47, (a, b) => (a !== b ? 1 : 0)),
  'i32.lt_s': numbers('i32', 0x48, (a, b) => (a < b ? 1 : 0)),
  'i32.lt_u': numbers('i32', 0x49, (a, b) => (a >>> 0 < b >>> 0 ? 1 : 0)),
  'i32.gt_s': numbers('i32', 0x4a, (a, b) => (a > b ? 1 : 0)),
  'i32.gt_u': numbers('i32', 0x4b, (a, b) => (a >>> 0 > b >>> 0 ? 1 : 0)),
  'i32.le_s': numbers('i32', 0x4c, (a, b) => (a <= b ? 1 : 0)),
  'i32.le_u': numbers('i32', 0x4d, (a, b) => (a >>> 0 <= b >>> 0 ? 1 : 0)),
  'i32.ge_s': numbers('i32', 0x4e, (a, b) => (a >= b ? 1 : 0)),
  'i32.ge_u': numbers('i32', 0x4f, (a, b) => (a >>> 0 >= b >>> 0 ? 1 : 0)),
  'i32.clz': numbers('i32', 0x67, (a) => Math.clz32(a)),
  'i32.add': numbers('i32', 0x6a, (a, b) => (a + b) | 0),
  'i32.sub': numbers('i32', 0x6b, (a, b) => (a - b) | 0),
  'i32.mul': numbers('i32', 0x6c, (a, b) => Math.imul(a, b)),
  'i32.div_s': numbers('i32', 0x6d, (a, b) => Math.trunc(a / b) | 0),
  'i32.div_u': numbers('i32', 0x6e, (a, b) => Math.floor((a >>> 0) / (b >>> 0)) | 0),
  'i32.and': numbers('i32', 0x71, (a, b) => a & b),
  'i32.or': numbers('i32', 0x72, (a, b) => a | b),
  'i32.xor': numbers('i32', 0x73, (a, b) => a ^ b),
  'i32.shl': numbers('i32', 0x74, (a, b) => a << b),
  'i32.shr_s': numbers('i32', 0x75, (a, b) => a >> b),
  'i32.shr_u': numbers('i32', 0x76, (a, b) => (a >>> b) | 0),
  'i32.rotr': numbers('i32', 0x78, (a, b) => (a >>> (b & 31)) | (a << (-b & 31))),
  'i32.extend8_s': numbers('i32', 0xc0, (a) => (a << 24) >> 24),
  'i32.extend16_s': numbers('i32', 0xc1, (a) => (a << 16) >> 16),
  /** a where c is not zero, otherwise b; both are computed. */
  select: numbers('i32', 0x1b, (a, b, c) => (c !== 0 ? a : b)),
  'i32.wrap_i64': bigs('i32', 0xa7, (a) => Number(BigInt.asIntN(32, a))),

  'i64.extend_i32_s': numbers('i64', 0xac, (a) => BigInt(a)),
  'i64.extend_i32_u': numbers('i64', 0xad, (a) => BigInt(a >>> 0)),
  'i64.add': bigs('i64', 0x7c, (a, b) => signed64(a + b)),
  'i64.sub': bigs('i64', 0x7d, (a, b) => signed64(a - b)),
  'i64.mul': bigs('i64', 0x7e, (a, b) => signed64(a * b)),
  'i64.and': bigs('i64', 0x83, (a, b) => a & b),
  'i64.or': bigs('i64', 0x84, (a, b) => a | b),
  'i64.xor': bigs('i64', 0x85, (a, b) => a ^ b),
  'i64.shl': bigs('i64', 0x86, (a, b) => signed64(a << (b & 63n))),
  'i64.shr_s': bigs('i64', 0x87, (a, b) => a >> (b & 63n)),
  'i64.shr_u': bigs('i64', 0x88, (a, b) => signed64(unsigned64(a) >> (b & 63n))),
  'i64.eqz': bigs('i32', 0x50, (a) => (a === 0n ? 1 : 0)),
  'i64.ne': bigs('i32', 0x52, (a, b) => (a !== b ? 1 : 0)),
  'i64.lt_s': bigs('i32', 0x53, (a, b) => (a < b ? 1 : 0)),

  'f32.reinterpret_i32': numbers('f32', 0xbe, singleOfBits),
  'i32.reinterpret_f32': numbers('i32', 0xbc, bitsOfSingle),
  'f64.reinterpret_i64': bigs('f64', 0xbf, doubleOfBits),
  'i64.reinterpret_f64': numbers('i64', 0xbd, bitsOfDouble),
  'f32.ne': numbers('i32', 0x5c, (a, b) => (a !== b ? 1 : 0)),
  'f32.eq': numbers('i32', 0x5b, (a, b) => (a === b ? 1 : 0)),
  'f32.lt': numbers('i32', 0x5d, (a, b) => (a < b ? 1 : 0)),
  'f32.add': numbers('f32', 0x92, (a, b) => Math.fround(a + b)),
  'f32.sub': numbers('f32', 0x93, (a, b) => Math.fround(a - b)),
  'f32.mul': numbers('f32', 0x94, (a, b) => Math.fround(a * b)),
  'f32.div': numbers('f32', 0x95, (a, b) => Math.fround(a / b)),
  'f32.sqrt': numbers('f32', 0x91, (a) => Math.fround(Math.sqrt(a))),
  'f32.ceil': numbers('f32', 0x8d, (a) => Math.ceil(a)),
  'f32.floor': numbers('f32', 0x8e, (a) => Math.floor(a)),
  'f32.trunc': numbers('f32', 0x8f, (a) => Math.trunc(a)),
  'f32.nearest': numbers('f32', 0x90, nearest),
  'f32.demote_f64': numbers('f32', 0xb6, (a) => Math.fround(a)),
  'f64.promote_f32': numbers('f64', 0xbb, (a) => a),
  'f64.convert_i32_s': numbers('f64', 0xb7, (a) => a),
  'f64.convert_i32_u': numbers('f64', 0xb8, (a) => a >>> 0),
  'f64.copysign': numbers('f64', 0xa6, (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a))),
  'f64.abs': numbers('f64', 0x99, (a) => Math.abs(a)),
  'f64.floor': numbers('f64', 0x9c, (a) => Math.floor(a)),
  'f64.ceil': numbers('f64', 0x9b, (a) => Math.ceil(a)),
  'f64.nearest': numbers('f64', 0x9e, nearest),
  'f64.trunc': numbers('f64', 0x9d, (a) => Math.trunc(a)),
  'f64.add': numbers('f64', 0xa0, (a, b) => a + b),
  'f64.sub': numbers('f64', 0xa1, (a, b) => a - b),
  'f64.mul': numbers('f64', 0xa2, (a, b) => a * b),
  'f64.div': numbers('f64', 0xa3, (a, b) => a / b),
  'f64.sqrt': numbers('f64', 0x9f, (a) => Math.sqrt(a)),
  'f64.eq': numbers('i32', 0x61, (a, b) => (a === b ? 1 : 0)),
  'f64.ne': numbers('i32', 0x62, (a, b) => (a !== b ? 1 : 0)),
  'f64.le': numbers('i32', 0x65, (a, b) => (a <= b ? 1 : 0)),
  'f64.lt': numbers('i32', 0x63, (a, b) => (a < b ? 1 : 0)),
  /** Saturating, NaN to 0: just as VCVT. */
  'i32.trunc_sat_f64_s': numbers('i32', [0xfc, 2], (a) => saturated(a, -0x80000000, 0x7fffffff)),
  'i32.trunc_sat_f64_u': numbers('i32', [0xfc, 3], (a) => saturated(a, 0, 0xffffffff)),
} as const satisfies Readonly<Record<string, Operator>>;

export type OperatorName = keyof typeof OPERATORS;
