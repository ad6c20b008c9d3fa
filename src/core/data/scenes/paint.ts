/**
 * Colours and patterns, one stock of them for toys, clutter and rooms alike, so that neither colour nor texture gives
 * a thing away. A pattern is a mix of two colours over the plane; it fades to the mean where a sample grows wider
 * than its period, so a picture keeps its look at any resolution.
 */
import { cos, sin, type Rng } from '../../lib/index.ts';
import { addNoise } from './noise.ts';
import { PI } from './shape.ts';

/** Display values, 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

export const PATTERNS = ['plain', 'stripes', 'checks', 'dots', 'grain', 'speckle', 'tiles', 'planks', 'clouds'] as const;
export type Pattern = (typeof PATTERNS)[number];

export interface Paint {
  readonly base: Colour;
  readonly second: Colour;
  readonly pattern: Pattern;
  /** Periods per unit of length. */
  readonly frequency: number;
  /** Direction in which the pattern changes. */
  readonly cos: number;
  readonly sin: number;
}

const STOCK: readonly Colour[] = [
  [0.85, 0.21, 0.2], [0.93, 0.5, 0.16], [0.96, 0.79, 0.27], [0.42, 0.66, 0.28], [0.17, 0.44, 0.3], [0.22, 0.64, 0.66],
  [0.23, 0.45, 0.82], [0.17, 0.22, 0.45], [0.5, 0.31, 0.64], [0.92, 0.55, 0.66], [0.47, 0.3, 0.19], [0.8, 0.62, 0.42],
  [0.94, 0.89, 0.78], [0.95, 0.95, 0.94], [0.56, 0.57, 0.6], [0.2, 0.2, 0.23],
];
export const SKIN: readonly Colour[] = [[0.97, 0.81, 0.69], [0.91, 0.71, 0.57], [0.8, 0.58, 0.42], [0.63, 0.43, 0.3], [0.47, 0.31, 0.22], [0.35, 0.23, 0.17]];
const TOY_PATTERNS: readonly Pattern[] = [...Array.from({ length: 10 }, (): Pattern => 'plain'), 'stripes', 'checks', 'dots', 'grain', 'speckle'];

export const between = (rng: Rng, low: number, high: number): number => low + (high - low) * rng.float();
export const chance = (rng: Rng, share: number): boolean => rng.float() < share;

const clamp = (x: number): number => (x < 0 ? 0 : x > 1 ? 1 : x);
export const tint = (colour: Colour, factor: number): Colour => [clamp(colour[0] * factor), clamp(colour[1] * factor), clamp(colour[2] * factor)];

/** One of the stock, a little off. */
export function anyColour(rng: Rng): Colour {
  const [red, green, blue] = rng.pick(STOCK);
  const off = () => between(rng, -0.05, 0.05);
  return [clamp(red + off()), clamp(green + off()), clamp(blue + off())];
}

/** A colour for what should not catch the eye: mostly a grey, pale or dark, with a touch of the stock. */
export function calmColour(rng: Rng): Colour {
  const [red, green, blue] = anyColour(rng);
  const grey = between(rng, 0.42, 0.9);
  return [grey * 0.72 + red * 0.28, grey * 0.72 + green * 0.28, grey * 0.72 + blue * 0.28];
}

export const plain = (colour: Colour): Paint => ({ base: colour, second: colour, pattern: 'plain', frequency: 1, cos: 1, sin: 0 });

/** Of the given patterns, or plain more often than not. */
export function anyPaint(rng: Rng, patterns: readonly Pattern[] = TOY_PATTERNS, draw: (rng: Rng) => Colour = anyColour): Paint {
  const base = draw(rng);
  const pattern = rng.pick(patterns);
  const own = pattern === 'grain' || pattern === 'speckle';
  const angle = rng.pick([0, 0, PI / 2, PI / 4]);
  return { base, second: own ? tint(base, between(rng, 0.68, 0.85)) : draw(rng), pattern, frequency: between(rng, 4, 9), cos: cos(angle), sin: sin(angle) };
}

/**
 * Shares of the second colour along a line of samples.
 * @param u0 and v0: the first sample's place, in periods, across and along the pattern; du and dv: the step to the next
 * @param width of a sample, in periods
 */
export function mixAlong(pattern: Pattern, u0: number, du: number, v0: number, dv: number, width: number, count: number, mix: Float64Array): void {
  mix.fill(0, 0, count);
  // a loop per pattern, so that an engine keeps the numbers of each in registers
  switch (pattern) {
    case 'plain':
      return;
    case 'stripes':
      for (let i = 0; i < count; i++) mix[i] = square(u0 + i * du, width);
      return;
    case 'checks':
      for (let i = 0; i < count; i++) {
        const a = square((u0 + i * du) / 2, width / 2);
        const b = square((v0 + i * dv) / 2, width / 2);
        mix[i] = a + b - 2 * a * b;
      }
      return;
    case 'dots':
      for (let i = 0; i < count; i++) {
        const x = fraction(u0 + i * du) - 0.5;
        const y = fraction(v0 + i * dv) - 0.5;
        mix[i] = clamp(0.5 - (Math.sqrt(x * x + y * y) - 0.3) / (width + 0.05));
      }
      fade(mix, 0.28, width, count);
      return;
    case 'grain':
      addNoise(u0 * 2 + 7, du * 2, v0 * 0.35, dv * 0.35, 1, count, mix);
      fade(mix, 0.5, width * 2, count);
      return;
    case 'speckle':
      addNoise(u0 * 3, du * 3, v0 * 3, dv * 3, 1, count, mix);
      fade(mix, 0.5, width * 3, count);
      return;
    case 'tiles':
      for (let i = 0; i < count; i++) mix[i] = Math.max(joint(u0 + i * du, width), joint(v0 + i * dv, width));
      fade(mix, 2 * JOINT, width, count);
      return;
    case 'planks':
      addNoise(u0 * 0.6, du * 0.6, v0 * 5, dv * 5, 0.4, count, mix);
      for (let i = 0; i < count; i++) {
        const v = v0 + i * dv;
        const row = Math.floor(v);
        const end = joint((u0 + i * du + ((row & 1) === 1 ? 0.5 : 0.17 * (row & 3))) / 3, width / 3);
        mix[i] = Math.max(joint(v, width), end, mix[i]);
      }
      fade(mix, 0.25, width, count);
      return;
    case 'clouds':
      addNoise(u0, du, v0, dv, 0.65, count, mix);
      addNoise(u0 * 2.3 + 11, du * 2.3, v0 * 2.3 + 5, dv * 2.3, 0.35, count, mix);
      fade(mix, 0.5, width, count);
      return;
    default:
      pattern satisfies never;
  }
}

const fraction = (u: number): number => u - Math.floor(u);

/** A square wave of period 1 seen through a sample: 0 and 1 by halves, edges as wide as the sample, its mean where that is a period. */
function square(u: number, width: number): number {
  const x = fraction(u);
  const tri = x < 0.5 ? x - 0.25 : 0.75 - x; // -0.25 to 0.25, 0 at the edges
  return 0.5 + (clamp(0.5 + tri / (width + 0.02)) - 0.5) * (1 - lostAt(width));
}

/** Half the width of a joint between tiles, in periods. */
const JOINT = 0.05;

/** A thin line at every whole number; the wider the sample the wider and the fainter, so that its mean stays. */
function joint(u: number, width: number): number {
  const x = fraction(u);
  const half = JOINT + width * 0.6;
  return clamp(1 - (x < 0.5 ? x : 1 - x) / half) * (JOINT / half);
}

/** How much of a pattern is lost as samples grow from a third of its period to a whole one. */
const lostAt = (width: number): number => clamp(width * 1.5 - 0.5);

/** Towards the pattern's mean, as far as it is lost. */
function fade(mix: Float64Array, mean: number, width: number, count: number): void {
  const lost = lostAt(width);
  if (lost > 0) for (let i = 0; i < count; i++) mix[i] += (mean - mix[i]) * lost;
}
