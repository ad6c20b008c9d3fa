/** What a reader of one kind of data hands over, before examples are dealt: the examples, their values, and the facts. */
import { hashHex } from '../../lib/index.ts';
import type { QuantParams, Task } from '../task.ts';
import type { Example } from './deal.ts';
import type { Rows } from './rows.ts';
import type { DataKind, DataSummary } from './types.ts';

export interface Found {
  readonly kind: Exclude<DataKind, 'task'>;
  readonly layout: string;
  readonly title: string;
  readonly inputShape: Task['inputShape'];
  readonly classes: readonly string[];
  readonly examples: readonly Example[];
  /** How values become features, once it is known which examples are learnt from. */
  readonly features: (train: readonly Example[]) => Features;
  readonly used: number;
  readonly dealtBy: DataSummary['dealtBy'];
  readonly facts: DataSummary['facts'];
}

export interface Features {
  readonly inputQuant: QuantParams;
  readonly of: (example: Example) => ArrayLike<number>;
  readonly notes?: Readonly<Record<string, string | number>>;
}

/** Features that are ready as they are read. */
export const ready = (rows: Rows<Int8Array>, inputQuant: QuantParams) => (): Features => ({ inputQuant, of: ({ row }) => rows.row(row) });

/** Half of a SHA-256, as text. */
export const contentOf = (bytes: Uint8Array): string => hashHex(bytes).slice(0, 32);

/** Labels as numbers in a file, made to count from 0 in their order: those present, and the examples with their place among them. */
export function renumbered(examples: readonly Example[]): { readonly present: readonly number[]; readonly examples: readonly Example[] } {
  const present = [...new Set(examples.map(({ label }) => label))].sort((a, b) => a - b);
  const labelOf = new Map(present.map((value, label) => [value, label]));
  return { present, examples: examples.map((example) => ({ ...example, label: labelOf.get(example.label) ?? 0 })) };
}

/** `16000 Hz (140), 44100 Hz (4)`: what occurs, most frequent first. */
export function tally(values: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const shown = sorted.slice(0, 4).map(([value, count]) => (sorted.length === 1 ? value : `${value} (${count})`));
  return sorted.length > 4 ? `${shown.join(', ')} and ${sorted.length - 4} others` : shown.join(', ');
}
