/** Units of time as logs spell them, and numbers as printf and spreadsheets write them. */
export type TimeUnit = 'cycles' | 'ticks' | 'us' | 'ms' | 's';

export interface Amount {
  readonly value: number;
  readonly unit: TimeUnit;
}

/** 1234, 1,234,567, 12.5, 1.2e6. */
export const NUMBER = '(?:\\d{1,3}(?:,\\d{3})+(?!\\d)(?:\\.\\d+)?|\\d+(?:\\.\\d+)?(?:e[+-]?\\d{1,3})?)';
const SPELLINGS: Readonly<Record<TimeUnit, string>> = {
  cycles: '(?:clock |cpu )?cycles?|cyc|clocks|clks?', ticks: 'ticks?', us: 'us|µs|μs|usecs?|microsecs?|microseconds?', ms: 'ms|msecs?|millisecs?|milliseconds?', s: 's|secs?|seconds?',
};
export const UNIT = Object.values(SPELLINGS).join('|');

const WHOLE = new RegExp(`^-?${NUMBER}$`, 'i');
const EXACT = Object.entries(SPELLINGS).map(([unit, spelling]) => [unit as TimeUnit, new RegExp(`^(?:${spelling})$`, 'i')] as const);

export const unitOf = (text: string): TimeUnit => EXACT.find(([, spelling]) => spelling.test(text))?.[0] ?? 'cycles';

/** Null where the text is no number. */
export const numberOf = (text: string): number | null => (WHOLE.test(text) ? Number(text.replaceAll(',', '')) : null);

/** What a cycle counter would have read; a tick is taken to be a cycle. */
export function cyclesOf({ value, unit }: Amount, clockMhz: number): number {
  switch (unit) {
    case 'cycles':
    case 'ticks': return value;
    case 'us': return value * clockMhz;
    case 'ms': return value * 1000 * clockMhz;
    case 's': return value * 1e6 * clockMhz;
    default: return unit satisfies never;
  }
}
