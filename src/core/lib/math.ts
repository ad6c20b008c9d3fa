/**
 * log, exp, sin and cos from additions, multiplications and divisions alone. `Math.log` and its kin may differ in
 * the last bit between engines; IEEE 754 fixes these operations, so features, schedules and seeds agree everywhere.
 * Accuracy is about 1e-14 relative, far below what float32 features can show.
 */
const LN2_HI = 0.693147180369123816490;
const LN2_LO = 1.90821492927058770002e-10;
const TWO_PI = 6.283185307179586;

const scratch = new DataView(new ArrayBuffer(8));

/** Splits a finite positive x into [m, e] with x = m * 2^e and m in [0.5, 1). */
export function frexp(x: number): [mantissa: number, exponent: number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  scratch.setFloat64(0, x);
  let high = scratch.getUint32(0);
  let exponent = (high >>> 20) & 0x7ff;
  let bias = 1022;
  if (exponent === 0) {
    scratch.setFloat64(0, x * 18014398509481984); // 2^54 lifts subnormals
    high = scratch.getUint32(0);
    exponent = (high >>> 20) & 0x7ff;
    bias += 54;
  }
  scratch.setUint32(0, ((high & 0x800fffff) | (1022 << 20)) >>> 0);
  return [scratch.getFloat64(0), exponent - bias];
}

/** x * 2^e for |e| <= 1000, exact unless the result is subnormal. */
export function ldexp(x: number, e: number): number {
  scratch.setUint32(0, (e + 1023) << 20);
  scratch.setUint32(4, 0);
  return x * scratch.getFloat64(0);
}

/** Natural logarithm by atanh series on the mantissa: ln m = 2 (z + z^3/3 + ...), z = (m-1)/(m+1). */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let [m, e] = frexp(x);
  if (m < 0.7071067811865476) {
    m *= 2;
    e -= 1;
  }
  const z = (m - 1) / (m + 1);
  const z2 = z * z;
  let sum = 0;
  for (let k = 21; k >= 1; k -= 2) sum = sum * z2 + 1 / k;
  return e * LN2_HI + (2 * z * sum + e * LN2_LO);
}

/** Exponential by reduction to |r| <= ln2/2 and its Taylor series. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.7) return Infinity;
  if (x < -700) return 0;
  const k = Math.round(x / (LN2_HI + LN2_LO));
  const r = x - k * LN2_HI - k * LN2_LO;
  let sum = 1;
  for (let n = 16; n >= 1; n--) sum = 1 + (r / n) * sum;
  return ldexp(sum, k);
}

/** Sine by reduction to [-pi/4, pi/4] and Taylor series; |x| up to about 1e6. */
export function sin(x: number): number {
  return quarter(x, 0);
}

/** Cosine, as sine shifted by a quarter turn. */
export function cos(x: number): number {
  return quarter(x, 1);
}

function quarter(x: number, shift: number): number {
  const turns = Math.round((x / TWO_PI) * 4);
  // pi/2 in two parts, so that the reduction keeps its low bits
  const r = x - turns * 1.5707963267341256 - turns * 6.077100506506192e-11;
  const quadrant = (((turns + shift) % 4) + 4) % 4;
  const r2 = r * r;
  let value = 0;
  if (quadrant % 2 === 0) {
    for (let n = 17; n >= 3; n -= 2) value = (1 - value) * (r2 / (n * (n - 1)));
    value = r * (1 - value);
  } else {
    for (let n = 18; n >= 2; n -= 2) value = (1 - value) * (r2 / (n * (n - 1)));
    value = 1 - value;
  }
  return quadrant >= 2 ? -value : value;
}
