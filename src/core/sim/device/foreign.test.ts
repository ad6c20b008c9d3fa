/** Firmware of others on a board with many memories: where it puts things, how it times itself, how its stack ends, what it reads that nobody wrote. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cores, targetFlags } from '../../../kernels/qemu/cores.ts';
import { run, SUPPORT } from '../../../kernels/qemu/run.ts';
import { findBoard } from '../../boards/index.ts';
import { InputError } from '../../lib/index.ts';
import { finish } from './device.ts';
import { openImage } from './imageFile.ts';
import { imageSteps, type ImageRun } from './imageRun.ts';

const board = findBoard('stm32h743');
const root = mkdtempSync(join(tmpdir(), 'foreign-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Stack in DTCM, an arena before it or in AXI SRAM, a buffer in ITCM, another in the second domain. */
const SCRIPT = `
MEMORY { FLASH (rx) : ORIGIN = 0x08000000, LENGTH = 2M  ITCM (rwx) : ORIGIN = 0, LENGTH = 64K  DTCM (rw) : ORIGIN = 0x20000000, LENGTH = 128K  AXI (rwx) : ORIGIN = 0x24000000, LENGTH = 512K  D2 (rw) : ORIGIN = 0x30000000, LENGTH = 288K }
ENTRY(reset_handler)
SECTIONS {
  .text : { KEEP(*(.vectors)) *(.text*) *(.rodata*) . = ALIGN(4); } > FLASH
  .data : { __data_start = .; *(.data*) . = ALIGN(4); __data_end = .; } > AXI AT > FLASH
  __data_load = LOADADDR(.data);
  .itcm (NOLOAD) : { *(.itcm*) } > ITCM
  .d2 (NOLOAD) : { *(.d2*) } > D2
  .low (NOLOAD) : { *(.low*) } > DTCM
  .bss (NOLOAD) : { __bss_start = .; *(.bss*) *(COMMON) . = ALIGN(4); __bss_end = .; } > AXI
  __stack_top = ORIGIN(DTCM) + LENGTH(DTCM);
}`;

function simulate(name: string, main: string, checked = false): ImageRun {
  writeFileSync(join(root, 'board.ld'), SCRIPT);
  writeFileSync(join(root, `${name}.c`), `#include "start.h"\n${main}`);
  run(root, 'arm-none-eabi-gcc', ...targetFlags(cores.m7, 'hard'), '-O2', '-nostartfiles', '--specs=nano.specs', '-Wl,--build-id=none', '-T', 'board.ld', `-I${SUPPORT}`, '-o', `${name}.elf`, join(SUPPORT, 'start.c'), `${name}.c`);
  return finish(imageSteps(openImage(new Uint8Array(readFileSync(join(root, `${name}.elf`))), name, board), board, name, 1e7, checked));
}

test('every memory it uses answers, code in RAM runs, and its cycle counter is the profile\'s', () => {
  const { text, exit, functions } = simulate('many', `
    #define REGISTER(a) (*(volatile unsigned *)(a))
    __attribute__((section(".itcm"))) static int fast[256];
    __attribute__((section(".d2"))) static int far[256];
    static int arena[256];
    __attribute__((noipa, section(".data.code"), long_call)) int in_ram(int n) { int sum = 0; for (int i = 0; i < n; i++) sum += fast[i] ^ far[i]; return sum; }
    __attribute__((noipa)) int work(int n) { int sum = 0; for (int i = 0; i < n; i++) { fast[i] = 3 * i; far[i] = i; arena[i] = fast[i] + far[i]; sum += arena[i]; } return sum; }
    int main(void) {
      REGISTER(0xE000EDFC) |= 1u << 24; REGISTER(0xE0001004) = 0; REGISTER(0xE0001000) |= 1;
      const unsigned begin = REGISTER(0xE0001004);
      const int first = work(256);
      const unsigned cycles = REGISTER(0xE0001004) - begin;
      int want = 0; for (int i = 0; i < 256; i++) want += (3 * i) ^ i;
      write_text(first == 4 * 255 * 128 && in_ram(256) == want ? "right" : "wrong");
      return cycles;
    }`);
  expect(text).toBe('right');
  const work = functions.find(({ name }) => name === 'work')?.cycles ?? 0;
  expect(work).toBeGreaterThan(256);
  // the call and both reads of the counter
  expect((exit ?? 0) - work).toBeGreaterThanOrEqual(0);
  expect((exit ?? 0) - work).toBeLessThan(60);
  expect(functions.find(({ name }) => name === 'in_ram')?.instructions ?? 0).toBeGreaterThan(256);
});

test('a program on a C library of its own start-up, with doubles: text, time, heap and exit code', () => {
  writeFileSync(join(root, 'library.ld'), `
    MEMORY { FLASH (rx) : ORIGIN = 0x08000000, LENGTH = 2M  RAM (rwx) : ORIGIN = 0x20000000, LENGTH = 128K }
    ENTRY(reset)
    SECTIONS {
      .text : { KEEP(*(.vectors)) *(.text*) *(.rodata*) *(.init) *(.fini) . = ALIGN(4); *(.ARM.exidx*) . = ALIGN(4); __init_array_start = .; KEEP(*(SORT(.init_array.*) .init_array)) __init_array_end = .; __fini_array_start = .; KEEP(*(.fini_array)) __fini_array_end = .; __preinit_array_start = .; __preinit_array_end = .; } > FLASH
      .data : { *(.data*) . = ALIGN(8); } > RAM
      .bss (NOLOAD) : { __bss_start__ = .; *(.bss*) *(COMMON) . = ALIGN(8); __bss_end__ = .; end = .; __end__ = .; } > RAM
      __stack = ORIGIN(RAM) + LENGTH(RAM);
    }`);
  writeFileSync(join(root, 'library.c'), `
    #include <math.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <time.h>
    extern void _start(void);
    void reset(void) { *(volatile unsigned *)0xE000ED88 |= 0xF << 20; __asm volatile("dsb"); __asm volatile("isb"); _start(); }
    __attribute__((section(".vectors"), used)) void *const vectors[2] = { (void *)0x20020000, reset };
    volatile double third = 1.0 / 3;
    int main(void) {
      double *sums = malloc(100 * sizeof *sums);
      clock_t begin = clock();
      for (int i = 0; i < 100; i++) sums[i] = fma(third, i, sqrt(i) / 7);
      printf("%.17g %d %s\\n", sums[99], clock() >= begin, fopen("none.txt", "r") == NULL ? "no file" : "a file");
      free(sums);
      return 3;
    }`);
  run(root, 'arm-none-eabi-gcc', ...targetFlags(cores.m7dp, 'hard'), '-O2', '--specs=rdimon.specs', '-Wl,--build-id=none', '-T', 'library.ld', '-o', 'library.elf', 'library.c', '-lm');
  const { text, exit } = finish(imageSteps(openImage(new Uint8Array(readFileSync(join(root, 'library.elf'))), 'library', board), board, 'library', 1e7, false));
  const [, value, rest] = /^(\S+) (.*)\n$/.exec(text) ?? [];
  expect(Number(value)).toBeCloseTo(99 / 3 + Math.sqrt(99) / 7, 13);
  expect([rest, exit]).toEqual(['1 no file', 3]);
});

test('a stack that grows into the arena: both addresses, and whose they are', () => {
  const deep = `
    __attribute__((section(".low"))) signed char tensor_arena[100000];
    __attribute__((noipa)) int deeper(int n) { volatile int frame[64]; frame[n & 63] = n; return n == 0 ? tensor_arena[0] : deeper(n - 1) + frame[n & 63]; }
    int main(void) { return deeper(200); }`;
  expect(() => simulate('deep', deep)).toThrow(InputError);
  expect(() => simulate('deep', deep)).toThrow(/the stack overflows: it begins at 0x20020000, may reach 0x200186a0 \(there tensor_arena ends, at 0x200186a0\), and goes to 0x20018[0-6]\w\w, at 0x08\w+ in deeper/);
});

test('what is read before anybody wrote it is told by address and function, where asked', () => {
  const unwritten = `
    __attribute__((section(".d2"))) volatile int left[8];
    __attribute__((noipa)) int reads(void) { return left[3] + left[5]; }
    int main(void) { left[5] = 1; return reads(); }`;
  expect(simulate('unwritten', unwritten).uninitialised).toBeNull();
  expect(simulate('unwritten', unwritten, true).uninitialised).toEqual([{ address: 0x3000_000c, bytes: 4, pc: expect.any(Number), function: 'reads' }]);
});
