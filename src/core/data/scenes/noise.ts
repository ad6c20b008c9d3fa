/** Value noise over the plane from a table of integer hashes: wood grain, carpet, clouds. Period 64 both ways. */

const SIDE = 64;

/** 32 well-mixed bits of three integers (finaliser of splitmix32, chained). */
export function hash(a: number, b: number, c: number): number {
  let z = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d)) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

const LATTICE = Float64Array.from({ length: SIDE * SIDE }, (_, i) => hash(i % SIDE, Math.floor(i / SIDE), 17) / 0x1_0000_0000);

/** Smooth in 0 to 1, features one unit wide. */
export function valueNoise(x: number, y: number): number {
  const fx = Math.floor(x);
  const fy = Math.floor(y);
  const u = x - fx;
  const v = y - fy;
  const su = u * u * (3 - 2 * u);
  const sv = v * v * (3 - 2 * v);
  const x0 = fx & (SIDE - 1);
  const x1 = (x0 + 1) & (SIDE - 1);
  const row0 = (fy & (SIDE - 1)) * SIDE;
  const row1 = ((fy + 1) & (SIDE - 1)) * SIDE;
  const upper = LATTICE[row0 + x0] + (LATTICE[row0 + x1] - LATTICE[row0 + x0]) * su;
  const lower = LATTICE[row1 + x0] + (LATTICE[row1 + x1] - LATTICE[row1 + x0]) * su;
  return upper + (lower - upper) * sv;
}

/** Two octaves of it, in 0 to 1. */
export const cloud = (x: number, y: number): number => valueNoise(x, y) * 0.65 + valueNoise(x * 2.3 + 11, y * 2.3 + 5) * 0.35;
