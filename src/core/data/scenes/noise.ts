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

/**
 * Adds `weight` times the noise at (x0 + i dx, y0 + i dy) to out[i]; smooth in 0 to 1, features one unit wide. A whole
 * line at once: a function called for each number would box them all.
 */
export function addNoise(x0: number, dx: number, y0: number, dy: number, weight: number, count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const x = x0 + i * dx;
    const y = y0 + i * dy;
    const fx = Math.floor(x);
    const fy = Math.floor(y);
    const u = x - fx;
    const v = y - fy;
    const su = u * u * (3 - 2 * u);
    const sv = v * v * (3 - 2 * v);
    const left = fx & (SIDE - 1);
    const right = (left + 1) & (SIDE - 1);
    const above = (fy & (SIDE - 1)) * SIDE;
    const below = ((fy + 1) & (SIDE - 1)) * SIDE;
    const upper = LATTICE[above + left] + (LATTICE[above + right] - LATTICE[above + left]) * su;
    const lower = LATTICE[below + left] + (LATTICE[below + right] - LATTICE[below + left]) * su;
    out[i] += weight * (upper + (lower - upper) * sv);
  }
}
