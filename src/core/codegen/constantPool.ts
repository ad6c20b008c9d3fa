/** The constants of a plan, one after another at fixed offsets; what is equal is stored once. */

/** tables: of lookups, places of a resize, spans of patches. */
export type ConstantRole = 'weights' | 'bias' | 'multipliers' | 'shifts' | 'tables';
export type ConstantValues = Int8Array | Int16Array | Int32Array;

export interface Constant {
  /** The node that brought it, and those that share it. */
  readonly node: string;
  readonly role: ConstantRole;
  readonly values: ConstantValues;
  /** Bytes from the start of the constants, a multiple of 4 but for shifts. */
  readonly offset: number;
}

export interface ConstantPool {
  /** @returns the offset of these values */
  store(node: string, role: ConstantRole, values: ConstantValues): number;
  readonly list: readonly Constant[];
  /** Whole words. */
  bytes(): number;
}

const WORD = 4;

export function constantPool(): ConstantPool {
  const list: Constant[] = [];
  const byContent = new Map<string, Constant[]>();
  let end = 0;
  return {
    list,
    bytes: () => Math.ceil(end / WORD) * WORD,
    store(node, role, values) {
      const known = byContent.get(keyOf(values)) ?? [];
      const same = known.find((other) => other.offset % alignment(role) === 0 && other.values.every((value, i) => value === values[i]));
      if (same !== undefined) return same.offset;
      const offset = Math.ceil(end / alignment(role)) * alignment(role);
      const constant = { node, role, values, offset };
      list.push(constant);
      byContent.set(keyOf(values), [...known, constant]);
      end = offset + values.byteLength;
      return offset;
    },
  };
}

/** Kernels read weights by words; shifts are read one by one. */
const alignment = (role: ConstantRole): number => (role === 'shifts' ? 1 : WORD);

/** Cheap, and equal for equal values. */
function keyOf(values: ConstantValues): string {
  let hash = 0;
  for (const value of values) hash = (Math.imul(hash, 31) + value) | 0;
  return `${values.BYTES_PER_ELEMENT} ${values.length} ${hash}`;
}
