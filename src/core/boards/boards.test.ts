import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../lib/index.ts';
import { boards, findBoard } from './index.ts';

const KIB = 1024;

test('there are at least twenty, with distinct ids, and every figure says where it was read', () => {
  expect(boards.length).toBeGreaterThanOrEqual(20);
  expect(new Set(boards.map((board) => board.id)).size).toBe(boards.length);
  for (const board of boards) {
    const figures = [board.clockMhz, board.sramBytes, board.flashBytes, ...(board.activePowerMw === null ? [] : [board.activePowerMw])];
    for (const { value, kind, source } of figures) {
      expect(value).toBeGreaterThan(0);
      expect(kind).toBe('published');
      expect(source.length).toBeGreaterThan(20);
    }
    expect(board.activePowerMw === null).toBe(board.powerScope === null);
    expect(board.sramBytes.value % KIB).toBe(0);
  }
});

test('the boards of MCUNet have the memories its tables state', () => {
  expect(['stm32f412', 'stm32f746', 'stm32h743'].map((id) => [findBoard(id).sramBytes.value / KIB, findBoard(id).flashBytes.value / KIB])).toEqual([
    [256, 1024], [320, 1024], [1024, 2048],
  ]);
});

test('power known only from memory is not shown', () => {
  for (const id of ['stm32f401', 'stm32f411', 'stm32f412', 'stm32g474', 'stm32h743', 'stm32g0b1', 'stm32f103', 'nrf5340', 'esp32', 'esp32c3', 'apollo3', 'samd21']) {
    expect(findBoard(id).activePowerMw).toBeNull();
  }
});

test('power says what it was taken at: MicroNets the whole board, MLPerf Tiny the microcontroller alone', () => {
  for (const { activePowerMw, powerScope } of boards) {
    if (activePowerMw?.source.includes('MicroNets')) expect(powerScope).toBe('board');
    if (activePowerMw?.source.includes('MLPerf')) expect(powerScope).toBe('mcu');
  }
  expect(findBoard('stm32f446').activePowerMw?.value).toBeCloseTo((163 + 166) / 2, 9);
  expect(findBoard('stm32u385').activePowerMw?.value).toBeCloseTo((5.1 + 5.9) / 2, 9);
});

test('sizes say how they were read, and whether flash lies outside the chip', () => {
  expect(findBoard('nrf54l15').flashBytes).toMatchObject({ value: 1.5 * KIB * KIB, source: expect.stringMatching(/printed 1\.5 MB, read as MiB$/) });
  expect(findBoard('rp2040').flashBytes.source).toMatch(/printed 2 MB, read as MiB, in a chip outside the microcontroller$/);
  expect(findBoard('stm32f103').sramBytes.source).toMatch(/smallest of the F103 family \(20 to 64 KB/);
});

test('every Arm board but the one with a boot header of its own says where an image may lie, inside what it has', () => {
  expect(boards.filter(({ memoryMap }) => memoryMap === null).map(({ id }) => id)).toEqual(['esp32', 'esp32s3', 'esp32c3', 'mimxrt1062']);
  for (const { memoryMap, sramBytes, flashBytes } of boards) {
    if (memoryMap === null) continue;
    expect(memoryMap.ramBytes).toBeLessThanOrEqual(sramBytes.value);
    expect(memoryMap.flashBytes).toBeLessThanOrEqual(flashBytes.value);
    for (const origin of [memoryMap.flashOrigin, memoryMap.ramOrigin, memoryMap.uf2?.flashOrigin ?? 0]) expect(origin % 0x400).toBe(0);
    expect(memoryMap.source).toMatch(/\d/);
  }
  expect(findBoard('stm32h743').memoryMap).toMatchObject({ flashOrigin: 0x0800_0000, ramOrigin: 0x2400_0000, ramBytes: 512 * KIB });
  expect(findBoard('sam3x8e').memoryMap).toMatchObject({ flashOrigin: 0x8_0000, ramOrigin: 0x2007_0000, ramBytes: 0x1_8000 });
});

test('other memory lies apart from flash, RAM and itself; what is the same again lies inside what it is', () => {
  const apart = (a: { base: number; bytes: number }, b: { base: number; bytes: number }): boolean => a.base + a.bytes <= b.base || b.base + b.bytes <= a.base;
  for (const { id, memoryMap } of boards) {
    if (memoryMap === null) continue;
    const { flashOrigin, flashBytes, ramOrigin, ramBytes, others } = memoryMap;
    const all = [{ name: 'flash', base: flashOrigin, bytes: flashBytes }, { name: 'RAM', base: ramOrigin, bytes: ramBytes }, ...others];
    all.forEach((one, i) => all.slice(i + 1).forEach((other) => expect([id, one.name, other.name, apart(one, other)]).toEqual([id, one.name, other.name, true])));
    for (const { bytes, same } of others) if (same !== undefined) expect(same.from + bytes).toBeLessThanOrEqual(same.as === 'flash' ? flashBytes : ramBytes);
  }
  // "1 Mbyte of RAM: 192 Kbytes of TCM, 864 of user SRAM, 4 of backup SRAM" (STM32H743 datasheet, DS12110)
  const { ramBytes = 0, others = [] } = findBoard('stm32h743').memoryMap ?? {};
  const size = (pattern: RegExp): number => others.filter(({ name }) => pattern.test(name)).reduce((sum, { bytes }) => sum + bytes, 0) / KIB;
  expect([size(/TCM/), size(/^SRAM/) + ramBytes / KIB, size(/backup/)]).toEqual([192, 864, 4]);
});

test('what flash adds is said of every board an image runs on, and two were held against hardware', () => {
  const simulated = new Set(['m0plus', 'm3', 'm4', 'm7', 'm33']);
  for (const { id, core, memoryMap, timing } of boards) {
    expect([id, timing !== null]).toEqual([id, memoryMap !== null && simulated.has(core)]);
    if (timing === null) continue;
    expect(timing.source.length).toBeGreaterThan(20);
    expect(timing.calibrated).toBe(timing.accuracy !== 'no hardware figure');
    // a cache is a power of two lines; constants are fitted to hardware alone
    expect(Number.isInteger(Math.log2(timing.lines * timing.lineBytes))).toBe(true);
    if (!timing.calibrated) expect(timing.factor).toBe(1);
    if (timing.code !== null) expect(Number.isInteger(Math.log2(timing.code.bytes)) && timing.code.bytes % timing.code.lineBytes === 0).toBe(true);
  }
  expect(boards.filter(({ timing }) => timing?.calibrated).map(({ id }) => id)).toEqual(['stm32l4r5', 'nrf5340']);
});

test('a wrong name is answered with near ones', () => {
  expect(() => findBoard('stm32f745')).toThrow(/did you mean stm32f746/);
  expect(() => findBoard('STM32F746')).toThrow(/stm32f746/);
  expect(() => findBoard('pico')).toThrow(/rp2040/);
  expect(() => findBoard('toaster oven')).toThrow(/known are/);
  fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => {
    fc.pre(!boards.some((board) => board.id === text));
    expect(() => findBoard(text)).toThrow(InputError);
  }));
});
