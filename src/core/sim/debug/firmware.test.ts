/** Anybody's firmware looked into: sums are those of the plain run, moments those of the interpreter alone, a fault is a place one can stand at. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cores, targetFlags } from '../../../kernels/qemu/cores.ts';
import { run, SUPPORT } from '../../../kernels/qemu/run.ts';
import { findBoard } from '../../boards/index.ts';
import { InputError } from '../../lib/index.ts';
import { machineFor } from '../device/boardMachine.ts';
import { finish } from '../device/device.ts';
import { openImage } from '../device/imageFile.ts';
import { imageSteps } from '../device/imageRun.ts';
import { firmwareMomentSteps, firmwareOverviewSteps, type FirmwareInput, type Move } from './index.ts';

const board = findBoard('stm32f446');
const root = mkdtempSync(join(tmpdir(), 'inside-'));
afterAll(() => rmSync(root, { recursive: true }));

function compiled(name: string, main: string): FirmwareInput {
  const script = readFileSync(join(SUPPORT, 'link.ld'), 'utf8').replace(/FLASH \(rx\).*/, 'FLASH (rx) : ORIGIN = 0x08000000, LENGTH = 512K').replace('LENGTH = 0x400000\n}', 'LENGTH = 128K\n}');
  writeFileSync(join(root, 'board.ld'), script);
  writeFileSync(join(root, `${name}.c`), `#include "start.h"\n${main}`);
  run(root, 'arm-none-eabi-gcc', ...targetFlags(cores.m4), '-O1', '-nostartfiles', '--specs=nano.specs', '-Wl,--build-id=none', '-T', 'board.ld', `-I${SUPPORT}`, '-o', `${name}.elf`, join(SUPPORT, 'start.c'), `${name}.c`);
  return { loaded: openImage(new Uint8Array(readFileSync(join(root, `${name}.elf`))), name, board), board };
}

const WORK = `
  static volatile unsigned seen[64];
  __attribute__((noipa)) unsigned mix(unsigned x) { for (int i = 0; i < 3; i++) x = x * 1664525u + 1013904223u; seen[x & 63]++; return x; }
  __attribute__((noipa)) unsigned work(unsigned n) { unsigned x = 1; while (n-- > 0) x = mix(x); return x; }
`;

test('sums, moments, calls taken as one, addresses, the end', () => {
  const of = compiled('work', `${WORK} int main(void) { work(500); write_text("half"); work(500); write_text(" done"); return 7; }`);
  const plain = finish(imageSteps(of.loaded, board, 'work', 1e7));
  const { instructions, functions } = finish(firmwareOverviewSteps(of, 'work', 1e7));
  expect(instructions).toBe(plain.instructions);
  expect(functions.map(({ name, instructions: own }) => [name, own])).toEqual(plain.functions.map(({ name, instructions: own }) => [name, own]));
  expect(Math.round(functions.reduce((sum, { cycles }) => sum + cycles, 0))).toBe(plain.cycles);

  const go = (move: Move) => finish(firmwareMomentSteps(of, move));
  const oracle = machineFor(board, of.loaded);
  for (const at of [0, 1, 777, instructions >> 1, instructions - 3]) {
    while (oracle.instructions < at) oracle.step();
    expect(go({ kind: 'to', at })).toMatchObject({ at, pc: oracle.registers.r[15] >>> 0, registers: { r: oracle.registers.r }, ended: false, text: oracle.output });
  }
  const mix = functions.find(({ name }) => name === 'mix')?.address ?? 0;
  const entered = go({ kind: 'address', at: 0, address: mix });
  expect([entered.pc, entered.function]).toEqual([mix, 'mix']);
  const again = go({ kind: 'address', at: entered.at, address: mix });
  expect(again.at).toBeGreaterThan(entered.at + 10);
  expect(again.pc).toBe(mix);
  const main = functions.find(({ name }) => name === 'main')?.address ?? 0;
  let at = go({ kind: 'address', at: 0, address: main }).at;
  const names = new Set<string>();
  for (let i = 0; i < 40 && go({ kind: 'to', at }).text !== 'half'; i++) {
    const next = go({ kind: 'over', at });
    names.add(next.function);
    at = next.at;
  }
  expect([...names]).toEqual(['main']); // never within what it calls
  expect(go({ kind: 'to', at: instructions + 5 })).toMatchObject({ at: instructions, ended: true, fault: null, text: 'half done' });
});

test('a fault is an end to stand at; what never ends is refused', () => {
  const bad = compiled('bad', `${WORK} int main(void) { work(200); write_text("so far"); return *(volatile int *)(0x60000000 + work(1)); }`);
  const { instructions, functions } = finish(firmwareOverviewSteps(bad, 'bad', 1e7));
  const last = finish(firmwareMomentSteps(bad, { kind: 'to', at: instructions + 1000 }));
  expect(last).toMatchObject({ ended: true, function: 'main', text: 'so far', fault: expect.stringMatching(/unmapped|unaligned|memory/) });
  expect(functions.map(({ name }) => name)).toContain('work');
  expect(finish(firmwareMomentSteps(bad, { kind: 'to', at: last.at - 1 }))).toMatchObject({ ended: false, fault: null });
  const endless = compiled('endless', 'int main(void) { for (volatile int i = 0;; i++) {} }');
  expect(() => finish(firmwareOverviewSteps(endless, 'endless', 1e6))).toThrow(InputError);
});
