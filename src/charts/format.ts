/**
 * Numbers as people read them, always with their unit: memory in KiB (DESIGN, Contracts), work in MACs, time in ms.
 * Pure text; no locale, so that a screenshot and a test agree on every machine.
 */
import { format } from 'd3-format';

export { exact, plural } from '../core/lib/index.ts';

const grouped = format(',.0f');

const shortened = (value: number, digits: number): string => {
  if (!Number.isFinite(value)) return '–';
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return grouped(value);
  return value.toFixed(magnitude >= 10 ? Math.min(1, digits) : digits);
};

/** Bytes as KiB, e.g. `41.3 KiB`. */
export const kib = (bytes: number): string => `${shortened(bytes / 1024, 1)} KiB`;

/** Counts with a metric prefix, e.g. `67.3 M`, `812 k`, `640`. */
export function count(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e9) return `${shortened(value / 1e9, 2)} G`;
  if (magnitude >= 1e6) return `${shortened(value / 1e6, 2)} M`;
  if (magnitude >= 1e4) return `${shortened(value / 1e3, 1)} k`;
  return grouped(value);
}

/** Round counts on an axis, without idle zeros: `2 M`, `1.5 M`, `400 k`. */
export const countTick = (value: number): string => count(value).replace(/\.0+ /, ' ').replace(/(\.\d*[1-9])0+ /, '$1 ');

export const macs = (value: number): string => `${count(value)} MACs`;

/** A share of one as `87.4 %`. */
export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;

export const ms = (value: number): string => (value >= 10_000 ? `${shortened(value / 1000, 1)} s` : `${shortened(value, 2)} ms`);

export const mj = (value: number): string => (value < 0.1 ? `${shortened(value * 1000, 1)} µJ` : `${shortened(value, 2)} mJ`);

/** Seconds of waiting, coarse on purpose: `8 s`, `1 min 20 s`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
