/** How results and progress look: JSON with finite numbers, tables in KiB, one progress line that redraws itself. */
import { exact, kib } from '../core/lib/index.ts';
import type { Figure, JobEvent } from '../engine/index.ts';
import type { Io } from './command.ts';

/** NaN and infinities have no JSON; they become null. */
export const json = (value: unknown): string => JSON.stringify(value, (_, inner: unknown) => (inner instanceof Uint8Array ? undefined : inner), 2);

export { kib };
export const bytes = (count: number): string => `${exact(count, 0)} B`;
export const millions = (value: number): string => `${(value / 1e6).toFixed(2)} M`;
export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
export const shown = ({ value, unit, kind }: Figure): string => `${value.toPrecision(3)} ${unit} (${kind})`;

/** What must be said beside weights that a graphics processor had a hand in; and the same for JSON. */
export const gpuNote = (trainedOn: string): string => `note: not reproducible: these weights were trained, in part at least, on a graphics processor (${trainedOn}), whose bits no other machine gives again\n`;
export const gpuFields = (trainedOn: string | undefined): { readonly reproducible?: false; readonly trainedOn?: string } => (trainedOn === undefined ? {} : { reproducible: false, trainedOn });

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const numeric = head.map((_, c) => rows.every((row) => /^[-\d.]/.test(row[c])));
  const line = (cells: readonly string[]): string => cells.map((cell, c) => (numeric[c] ? cell.padStart(widths[c]) : cell.padEnd(widths[c]))).join('  ').trimEnd();
  return [head, ...rows].map(line).join('\n');
}

const EVERY_MS = 5000;

/** Shows events of one job on stderr: one live line on a terminal, else a line per stage and every five seconds. */
export function progressTo(io: Io): (event: JobEvent) => void {
  let stage = '';
  let last = -Infinity;
  return ({ stage: now, done, total, unit, elapsedMs, remainingMs, note }) => {
    const left = remainingMs === null ? '' : `, about ${Math.ceil(remainingMs / 1000)} s left`;
    const text = `${(elapsedMs / 1000).toFixed(1).padStart(6)} s  ${now}  ${done}/${total} ${unit}${left}${note === '' ? '' : `  ${note}`}`;
    if (io.live) io.err(`\r\x1b[K${text.slice(0, 118)}${done >= total ? '\n' : ''}`);
    else if (now !== stage || elapsedMs - last >= EVERY_MS) {
      io.err(`${text}\n`);
      last = elapsedMs;
    }
    stage = now;
  };
}
