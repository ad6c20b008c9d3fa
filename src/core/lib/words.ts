/**
 * Figures in words, for every room that speaks to a person. No Intl: a browser takes some 17 ms to start it, and what
 * it writes depends on the machine.
 */

/**
 * Every digit, in groups of three, with at most so many after the point: `9,632`, `2.5`. What `toLocaleString('en')`
 * gives.
 */
export function exact(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  const [whole, part = ''] = Math.abs(value).toFixed(digits).split('.');
  const written = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${part}`.replace(/\.?0*$/, '');
  return value < 0 && written !== '0' ? `-${written}` : written;
}

/** Bytes with one digit after the point, as tables and files have them: `41.3 KiB`. */
export const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;

/** `1 network`, `12 networks`, `1,200 classes`. */
export const plural = (n: number, noun: string, nouns = `${noun}s`): string => `${exact(n, 0)} ${n === 1 ? noun : nouns}`;
