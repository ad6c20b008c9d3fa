/**
 * Makes the golden results of the instruction-set simulator: QEMU runs every random sequence, and two bytes of hash for
 * each are stored in src/core/sim/iss/golden. Both engines are held against QEMU on the way; a difference is printed
 * and nothing is written for that core. `node dist/cli/make-iss-golden.js [--core m4] [--count 8800]`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { folded, layOut, runSequences, sequence, suitesOf, WINDOW, windowBase, type IssCore, type Sequence, type Suite } from '../core/sim/index.ts';
import { cores } from '../kernels/qemu/cores.ts';
import { buildFirmware, runQemu } from './iss/firmware.ts';

const words = (values: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);

/** What QEMU leaves of each sequence. */
function oracle(core: IssCore, suite: Suite, sequences: readonly Sequence[]): Int32Array {
  const count = sequences.length;
  const folder = mkdtempSync(join(tmpdir(), 'iss-golden-'));
  try {
    const { bytes, offsets } = layOut(sequences);
    const middle = windowBase(core) + WINDOW.middle;
    writeFileSync(join(folder, 'code.bin'), bytes);
    writeFileSync(join(folder, 'offsets.bin'), words(offsets));
    writeFileSync(join(folder, 'states.bin'), words(sequences.flatMap(({ registers, status, singles }) => [...registers.map((value, i) => (i === 7 ? middle : value)), status, ...singles])));
    const defines = [`-DCOUNT=${count}`, `-DFLOATS=${suite === 'integer' ? 0 : 1}`, `-DWINDOW_BASE=${windowBase(core)}`, `-DWINDOW_BYTES=${WINDOW.bytes}`];
    const image = buildFirmware(folder, core, 'O1', ['golden.c', 'golden.S'].map((file) => resolve('src/scripts/iss', file)), 'golden', defines);
    const { output, exit: status } = runQemu(image, core, null);
    const lines = output.trim().split('\n');
    if (status !== 0 || lines.length !== count) throw new Error(`${core} ${suite}: QEMU ended with ${status} after ${lines.length} of ${count} sequences: ${lines.at(-1)}`);
    return Int32Array.from(lines, (line) => parseInt(line, 16) | 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { values } = parseArgs({ args: argv.slice(2), options: { core: { type: 'string' }, count: { type: 'string', default: '8800' } } });
let wrong = 0;
for (const { name: core } of Object.values(cores).filter(({ name }) => values.core === undefined || name === values.core)) {
  for (const suite of suitesOf(core)) {
    const count = suite !== 'integer' ? Math.ceil(Number(values.count) / 4) : Number(values.count);
    const sequences = Array.from({ length: count }, (_, i) => sequence(core, suite, i));
    const expected = oracle(core, suite, sequences);
    let instructions = 0;
    for (const engine of ['interpret', 'translate'] as const) {
      const result = runSequences(core, suite, engine, sequences);
      instructions = result.instructions;
      const differing = [...expected.keys()].filter((i) => result.hashes[i] !== expected[i]);
      wrong += differing.length;
      stdout.write(`${core} ${suite} ${engine}: ${count} sequences, ${instructions} instructions, ${differing.length} differ ${differing.slice(0, 10).join(' ')}\n`);
    }
    if (wrong === 0) writeFileSync(resolve(`src/core/sim/iss/golden/${core}.${suite}.bin`), new Uint8Array(Uint16Array.from(expected, folded).buffer));
  }
}
exit(wrong === 0 ? 0 : 1);
