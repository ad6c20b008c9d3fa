/**
 * The short way of scaling against the readable arithmetic, where it could go wrong: at zero, at the ends, and on both
 * sides of every kind of tie, for sums of either sign. Portable C on the host, DSP instructions on a Cortex-M4 in QEMU.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Rng } from '../../core/lib/index.ts';
import { requantise } from '../../core/quant/index.ts';
import { cores, targetFlags } from '../qemu/cores.ts';
import { attempt, link, run, runImage } from '../qemu/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'requantise-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MOST_PLACES = 22;
const MOST_SUM = 2 ** 30 - 1;

function cases(): number[][] {
  const rng = new Rng('requantise');
  const rows: number[][] = [];
  for (let n = 1; n <= MOST_PLACES; n++) {
    for (const mantissa of [0, 2 ** 30, 2 ** 31 - 1, 2 ** 30 + 1, 2 ** 30 + rng.int(2 ** 30), 2 ** 30 + rng.int(2 ** 30)]) {
      const zeroPoint = rng.int(256) - 128;
      // sums whose scaled value, in halves of the last place, is odd: ties, and their neighbours
      const ties = mantissa === 0 ? [0] : Array.from({ length: 8 }, (_, j) => Math.round(((2 * (j < 4 ? j : rng.int(300)) + 1) * 2 ** (30 + n)) / mantissa));
      const sums = [0, 1, MOST_SUM, rng.int(MOST_SUM), ...ties.flatMap((sum) => [-2, -1, 0, 1, 2].map((off) => sum + off))];
      for (const sum of sums.flatMap((value) => [value, -value])) {
        if (Math.abs(sum) > MOST_SUM) continue;
        for (const rounding of ['double', 'single'] as const) {
          rows.push([sum + 0, mantissa, -n, zeroPoint, rounding === 'single' ? 1 : 0, requantise(sum, mantissa, -n, rounding) + zeroPoint]);
        }
      }
    }
  }
  return rows;
}

const PROGRAM = `
#include "requantise.h"
static const int32_t cases[][6] = {
#include "cases.h"
};
int main(void)
{
  int wrong = 0;
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const int32_t *one = cases[i];
    int8_op op = { 0 };
    op.output_offset = (int16_t)one[3];
    wrong += int8_scale_short(one[0], int8_factor_of(&op, one[1], one[2]), one[4]) != one[5];
  }
  return wrong < 100 ? wrong : 100;
}
`;

test('the short way of scaling is exact around every kind of tie', () => {
  const rows = cases();
  expect(rows.length).toBeGreaterThan(10_000);
  writeFileSync(join(folder, 'cases.h'), rows.map((row) => `{${row.join()}}`).join(',\n'));
  writeFileSync(join(folder, 'main.c'), PROGRAM);
  const kernels = resolve('src/kernels/int8');
  const clean = { stdout: '', stderr: '', status: 0 };
  expect(run(folder, 'gcc', '-std=c99', '-fsanitize=undefined', '-fno-sanitize-recover=all', '-I', kernels, '-o', 'host', 'main.c')).toEqual(clean);
  expect(attempt(folder, './host', []), 'wrong results on the host').toEqual(clean);
  expect(link(folder, cores.m4, 'm4.elf', ...targetFlags(cores.m4), '-O2', '-std=c99', '-I', kernels, 'main.c')).toEqual(clean);
  expect(runImage(folder, cores.m4, 'm4.elf'), 'wrong results on a Cortex-M4').toEqual({ output: '', exit: 0 });
});
