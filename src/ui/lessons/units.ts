/** Units in which lessons show figures and take answers. Figures themselves are in base units: bytes, MACs, ms, shares of one. */
import { count, exact, kib, ms, percent } from '../../charts/index.ts';

export const UNITS = ['none', 'B', 'KiB', 'k', 'M', 'MACs', 'ms', 'MHz', '%', 'times', 'dB'] as const;
export type Unit = (typeof UNITS)[number];

export const isUnit = (text: string): text is Unit => (UNITS as readonly string[]).includes(text);

/** What one of the unit is in base units. */
const SCALES: Record<Unit, number> = { none: 1, B: 1, KiB: 1024, k: 1e3, M: 1e6, MACs: 1, ms: 1, MHz: 1, '%': 0.01, times: 1, dB: 1 };
export const scaleOf = (unit: Unit): number => SCALES[unit];

export function shown(value: number, unit: Unit): string {
  switch (unit) {
    case 'none': return exact(value, Math.abs(value) < 10 ? 2 : 0);
    case 'B': return `${exact(value, 0)} B`;
    case 'KiB': return kib(value);
    case 'k': return `${exact(value / 1e3, 1)} k`;
    case 'M': return `${exact(value / 1e6, 2)} M`;
    case 'MACs': return `${count(value)} MACs`;
    case 'ms': return ms(value);
    case 'MHz': return `${exact(value, 0)} MHz`;
    case '%': return percent(value);
    case 'times': return `${exact(value, 1)} times`;
    case 'dB': return `${exact(value, 1)} dB`;
    default: return unit satisfies never;
  }
}

/** A number as a person types it, in base units; null where it is none. A comma may stand for the point, commas for thousands. */
export function typed(text: string, unit: Unit): number | null {
  const bare = text.trim().replace(/(?<=\d)[ \u00a0\u202f](?=\d)/g, '').replace(/(?<=\d),(?=\d{3}(?!\d))/g, '').replace(/,/g, '.').replace(/\s*(KiB|MACs|MHz|ms|dB|times|B|k|M|%|×)$/, '');
  return bare === '' || !Number.isFinite(Number(bare)) ? null : Number(bare) * scaleOf(unit);
}
