/** Every instruction of the prebuilt kernels reads as objdump has it: the same registers and numbers in the same order, the same targets. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findBoard } from '../../boards/index.ts';
import { archiveFor, firmware, toElf } from '../../codegen/index.ts';
import { Rng } from '../../lib/index.ts';
import { planArena } from '../../memory/index.ts';
import { ALL_KINDS, quantise, randomInputs, randomNet, randomWeights } from '../../quant/index.ts';
import { coreProfiles, type IssCore } from './cores.ts';
import { disassemble } from './disassemble.ts';
import { loadElf } from './elf.ts';

const root = mkdtempSync(join(tmpdir(), 'disassemble-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Registers by number, as few ways of writing as possible: aliases of the same instruction differ in the rest. */
const facts = (text: string): string[] => {
  const plain = text.toLowerCase().replace(/[;@].*/, '').replace(/\bsb\b/g, 'r9').replace(/\bsl\b/g, 'r10').replace(/\bfp\b/g, 'r11').replace(/\bip\b/g, 'r12').replace(/, (lsl )?#0\]/g, ']');
  return [...plain.matchAll(/#-?\d+|\b(?:r\d+|s\d+|sp|lr|pc)\b/g)].map(([word]) => word);
};

/** Same instruction under another name: RSBS by #0 is NEGS, a shift by #0 a move. */
const ALIASES = /^(nop|neg|movs\s+r\d+, r\d+$|bkpt|cps)/;

test.each(['stm32g0b1', 'stm32f103', 'stm32f446', 'stm32f746', 'nrf5340'])('%s', (id) => {
  const board = findBoard(id);
  const rng = new Rng('disassemble');
  const net = randomNet(rng, ALL_KINDS);
  const int8Net = quantise(randomWeights(net, rng.fork('w')), randomInputs(net, 1, rng.fork('x')), 1, { scale: 1 / 50, zeroPoint: 0 });
  const bytes = toElf(firmware(int8Net, planArena(net), board, randomInputs(net, 1, rng.fork('i')), new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`))));
  const file = join(root, `${id}.elf`);
  writeFileSync(file, bytes);
  const theirs = new Map<number, string>();
  for (const line of execFileSync('arm-none-eabi-objdump', ['-d', '-M', 'force-thumb', file], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n')) {
    const found = /^\s*([0-9a-f]+):\t[0-9a-f ]+\t([a-z].*)$/.exec(line);
    if (found) theirs.set(parseInt(found[1], 16), found[2].replaceAll('\t', ' '));
  }
  const { segments, symbols } = loadElf(bytes);
  const halfword = (at: number): number | null => {
    const segment = segments.find(({ address, bytes: code }) => at >= address && at + 1 < address + code.length);
    return segment === undefined ? null : segment.bytes[at - segment.address] | (segment.bytes[at - segment.address + 1] << 8);
  };
  let compared = 0;
  for (const { address, bytes: size } of symbols.filter(({ isFunction, bytes: length }) => isFunction && length > 0)) {
    for (const line of disassemble(board.core as IssCore, halfword, address, address + size)) {
      const expected = theirs.get(line.address);
      if (expected === undefined || ALIASES.test(expected)) continue; // data between the code
      compared++;
      const where = `${line.address.toString(16)}: ${line.text} | ${expected}`;
      const target = /\b([0-9a-f]+) </.exec(expected);
      if (/^(b|bl|cbn?z|b[a-z]{2})(\.[nw])? /.test(expected) && target) expect(line.text.endsWith(`0x${target[1].padStart(8, '0')}`), where).toBe(true);
      else expect(facts(line.text), where).toEqual(facts(expected));
    }
  }
  expect(compared, coreProfiles[board.core as IssCore].name).toBeGreaterThan(1000);
});
