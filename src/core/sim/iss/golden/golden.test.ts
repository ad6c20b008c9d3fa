/** More than 100 000 random instructions a core: both engines leave what QEMU left when the golden results were made. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { IssCore } from '../cores.ts';
import { folded, runSequences } from './run.ts';
import { rowsFor, sequence, suitesOf, type Suite } from './sequences.ts';

const SUITES = (['m0plus', 'm3', 'm4', 'm7', 'm7dp', 'm33'] as const).flatMap((core) => suitesOf(core).map((suite) => [core, suite] as const));

const golden = (core: IssCore, suite: Suite): number[] => {
  const { buffer, byteOffset, byteLength } = readFileSync(`src/core/sim/iss/golden/${core}.${suite}.bin`);
  return [...new Uint16Array(buffer.slice(byteOffset, byteOffset + byteLength))];
};

describe.each(SUITES)('%s, %s', (core, suite) => {
  const expected = golden(core, suite);
  const sequences = expected.map((_, i) => sequence(core, suite, i));

  test.each(['interpret', 'translate'] as const)('%s: what QEMU left', (engine) => {
    const { hashes, instructions } = runSequences(core, suite, engine, sequences);
    expect([...hashes].map(folded)).toEqual(expected);
    // the return at the end of each sequence is not counted in
    expect(instructions - expected.length).toBeGreaterThan(suite === 'integer' ? 100_000 : 25_000);
  });

  test('every instruction of the groups is drawn', () => {
    const drawn = new Set(sequences.flatMap(({ rows }) => rows));
    expect(rowsFor(core, suite).filter((row) => !drawn.has(row)).map(({ mnemonic, operands }) => `${mnemonic} ${operands}`)).toEqual([]);
  });
});
