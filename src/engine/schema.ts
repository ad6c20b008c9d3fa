/**
 * A handful of checks for JSON from outside, enough for the recipe: each says what was found, where, and what would be
 * right. Work is bounded by the schema, not by the input: unknown fields end it at once.
 */
import { InputError } from '../core/lib/index.ts';

/** Returns the checked value or throws InputError at `where`. */
export type Check<T> = (value: unknown, where: string) => T;

/** A check for each leaf, nested as the type is. One of an optional field may answer undefined: the field is then left out. */
export type Checks<T> = { readonly [K in keyof T]-?: T[K] extends Leaf ? Check<T[K]> : Checks<T[K]> };
type Leaf = string | number | boolean | null | undefined | readonly string[];

const shown = (value: unknown): string => {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 40 ? `${json.slice(0, 40)}...` : json;
};

export const number =
  (min: number, max: number): Check<number> =>
  (value, where) => {
    if (typeof value !== 'number' || !(value >= min && value <= max)) throw new InputError(`${shown(value)} is not a number from ${min} to ${max}`, where);
    return value + 0; // -0 becomes 0, as it does in JSON
  };

export const integer =
  (min: number, max: number): Check<number> =>
  (value, where) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      throw new InputError(`${shown(value)} is not a whole number from ${min} to ${max}`, where);
    return value + 0;
  };

export const text =
  (maxLength: number, pattern: RegExp, meaning: string): Check<string> =>
  (value, where) => {
    if (typeof value !== 'string' || value.length > maxLength || !pattern.test(value))
      throw new InputError(`${shown(value)} is not ${meaning} (${maxLength} characters at most)`, where);
    return value;
  };

export const choice =
  <const T extends string>(...options: readonly T[]): Check<T> =>
  (value, where) => {
    const found = options.find((option) => option === value);
    if (found === undefined) throw new InputError(`${shown(value)} is not one of ${options.join(', ')}`, where);
    return found;
  };

export const flag: Check<boolean> = (value, where) => {
  if (typeof value !== 'boolean') throw new InputError(`${shown(value)} is neither true nor false`, where);
  return value;
};

export const nullable =
  <T>(inner: Check<T>): Check<T | null> =>
  (value, where) =>
    value === null ? null : inner(value, where);

export const list =
  <T>(most: number, inner: Check<T>): Check<readonly T[]> =>
  (value, where) => {
    if (!Array.isArray(value) || value.length > most) throw new InputError(`${shown(value)} is not a list of at most ${most}`, where);
    return value.map((one, index) => inner(one, `${where}[${index}]`));
  };

/** For an optional field: an empty text or list says nothing, and is left out. */
export const sparse =
  <T extends string | readonly string[]>(inner: Check<T>): Check<T | undefined> =>
  (value, where) => {
    const checked = inner(value, where);
    return checked.length === 0 ? undefined : checked;
  };

/**
 * Checks an object field by field in the schema's order; absent fields take the default.
 * @param defaults null where nothing may be left out
 */
export function check<T extends object>(value: unknown, checks: Checks<T>, defaults: T | null, where: string): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InputError(`${shown(value)} is not an object`, where);
  const given = value as Record<string, unknown>;
  for (const field of Object.keys(given))
    if (!Object.hasOwn(checks, field)) throw new InputError(`unknown field ${shown(field)}; known are ${Object.keys(checks).join(', ')}`, where);
  const result: Record<string, unknown> = {};
  for (const field of Object.keys(checks) as (keyof T & string)[]) {
    const inner: unknown = checks[field];
    const at = `${where}.${field}`;
    if (given[field] === undefined && defaults === null) throw new InputError('is missing', at);
    const taken = given[field] === undefined ? defaults?.[field]
      : typeof inner === 'function' ? (inner as Check<unknown>)(given[field], at)
      : check(given[field], inner as Checks<object>, (defaults?.[field] ?? null) as object | null, at);
    if (taken !== undefined) result[field] = taken;
  }
  return result as T;
}
