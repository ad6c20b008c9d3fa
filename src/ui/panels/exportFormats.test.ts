/** No two downloads of one network collide. */
import { expect, test } from 'vitest';
import { downloadName, FORMATS } from './exportFormats.ts';

test('every format has a file name of its own', () => {
  const names = FORMATS.map((format) => downloadName('kws-stm32f446', format));
  expect(new Set(names).size).toBe(FORMATS.length);
  expect(names).toContain('kws-stm32f446-arduino.zip');
  expect(names).toContain('kws-stm32f446.uf2');
});
