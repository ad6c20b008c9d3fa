/** What the tests of kernels share: filled tensors, one run of a kernel on a core, and how far two answers lie apart. Imported by tests only. */
import { Rng } from '../lib/index.ts';
import type { Address, Backend } from './index.ts';

/** `count` seeded values, roughly standard normal, exactly representable in float32. */
export const values = (label: string, count: number, scale = 1): number[] => {
  const rng = new Rng(label);
  return Array.from({ length: count }, () => Math.fround(rng.normal() * scale));
};

/** Copies arrays into a backend, calls, reads the wanted ones back, frees all. */
export function on<K extends string>(backend: Backend, inputs: Record<K, readonly number[]>, call: (at: Record<K, Address>) => unknown, outputs: readonly NoInfer<K>[]): Record<K, number[]> {
  const names = Object.keys(inputs) as K[];
  const at = Object.fromEntries(names.map((name) => [name, backend.alloc(inputs[name].length)])) as Record<K, Address>;
  for (const name of names) backend.floats(at[name], inputs[name].length).set(inputs[name]);
  call(at);
  const read = Object.fromEntries(outputs.map((name) => [name, Array.from(backend.floats(at[name], inputs[name].length))]));
  for (const name of names) backend.free(at[name]);
  return read as Record<K, number[]>;
}

/** Largest difference, relative to the largest wanted magnitude (at least 1e-3). */
export function distance(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Infinity;
  let [worst, scale] = [0, 1e-3];
  for (let i = 0; i < want.length; i++) {
    const difference = Math.abs(got[i] - want[i]);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
    scale = Math.max(scale, Math.abs(want[i]));
  }
  return worst / scale;
}
