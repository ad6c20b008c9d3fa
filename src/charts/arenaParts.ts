/** What lies in an arena at one moment, byte by byte: of parts that share bytes, the one that is written there shows. */

export type PartRole = 'input' | 'output' | 'held' | 'scratch';

export interface ArenaPart {
  readonly name: string;
  readonly role: PartRole;
  readonly offset: number;
  readonly bytes: number;
}

/** In the order in which they are stacked and told. */
export const ROLES: readonly { readonly role: PartRole; readonly label: string; readonly swatch: string }[] = [
  { role: 'input', label: 'read by this layer', swatch: 'fill-weights' },
  { role: 'output', label: 'written by it', swatch: 'fill-activations' },
  { role: 'held', label: 'held for a later one', swatch: 'fill-work' },
  { role: 'scratch', label: 'scratch', swatch: 'swatch-scratch' },
];

/** Of parts that share bytes, the one further on here is seen. */
const SEEN: readonly PartRole[] = ['held', 'input', 'output', 'scratch'];
const level = ({ role }: ArenaPart): number => SEEN.indexOf(role);

/** Index of the part seen at each byte, or -1. */
export function partsByByte(parts: readonly ArenaPart[], arenaBytes: number): Int32Array {
  const owners = new Int32Array(arenaBytes).fill(-1);
  const order = parts.map((_, index) => index).sort((a, b) => level(parts[a]) - level(parts[b]));
  for (const index of order) owners.fill(index, parts[index].offset, parts[index].offset + parts[index].bytes);
  return owners;
}

/** Bytes in use by role, none counted twice. */
export function usedBytes(parts: readonly ArenaPart[], arenaBytes: number): Readonly<Record<PartRole, number>> {
  const used = { input: 0, output: 0, held: 0, scratch: 0 };
  for (const owner of partsByByte(parts, arenaBytes)) if (owner >= 0) used[parts[owner].role]++;
  return used;
}

export const allUsed = (used: Readonly<Record<PartRole, number>>): number => used.input + used.output + used.held + used.scratch;
