/** audio_tables.c is printed from the formulas; `npx vitest run src/kernels/audio/tables.test.ts -u` writes it anew. */
import { expect, test } from 'vitest';
import { audioTables } from '../../core/data/audioTables.ts';

const C_TYPES = { Uint8Array: 'uint8_t', Int16Array: 'int16_t', Uint16Array: 'uint16_t', Int32Array: 'int32_t' } as const;
const WIDTH = 118;

function lines(values: ArrayLike<number>): string {
  const out: string[] = [];
  for (const value of Array.from(values)) {
    const last = out.at(-1);
    if (last === undefined || `${last} ${value},`.length > WIDTH) out.push(`  ${value},`);
    else out[out.length - 1] = `${last} ${value},`;
  }
  return out.join('\n');
}

type Table = Uint8Array | Int16Array | Uint16Array | Int32Array;
const table = (what: string, name: string, values: Table): string =>
  `/* ${what} */\nconst ${C_TYPES[values.constructor.name as keyof typeof C_TYPES]} thimble_audio_${name}[${values.length}] = {\n${lines(values)}\n};\n`;

test('the tables in C are those of the readable front end', async () => {
  const { window, sine, places, stretches, rise, root, log2, logSum, dct, floor } = audioTables;
  const text = [
    '/* Constants of the audio front end, printed from src/core/data/audioTables.ts; do not edit. */\n#include "audio_parts.h"\n',
    table('First half and middle of the periodic Hann window of 480 samples, 2^16 = 1.', 'window', window),
    table('sin(2 pi k / 512), 2^31 = 1: sine at k, cosine at k + 128.', 'sine', sine),
    table('Where each of 256 points stands after the transform.', 'places', places),
    table('First bin of each of the 41 stretches between neighbouring mel points, and the bin after the last.', 'stretches', stretches),
    table('How far bin k lies into its stretch, 2^15 = 1.', 'rise', rise),
    table('sqrt(i / 256) * 2^16 for i = 64..256.', 'root', root),
    table('log2(1 + i / 128) * 2^15 for i = 0..128.', 'log2', log2),
    table('log2(1 + 2^-(i / 8)) * 2^10 for i = 0..97.', 'log_sum', logSum),
    table('Coefficients x bands, 2^13 = 1: from log2 to steps of int8.', 'dct', dct),
  ].join('\n');
  await expect(text).toMatchFileSnapshot('audio_tables.c');
  expect(floor).toBe(-20410);
});
