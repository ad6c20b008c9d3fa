import { expect, test } from 'vitest';
import { count, countTick, duration, kib, mj, ms, percent } from './format.ts';

test('memory is in KiB, one decimal below a hundred', () => {
  expect([kib(0), kib(512), kib(42_291), kib(524_288)]).toEqual(['0.0 KiB', '0.5 KiB', '41.3 KiB', '512 KiB']);
});

test('counts carry a metric prefix; axes drop idle zeros', () => {
  expect([count(640), count(729_392), count(67.3e6), count(2.4e9)]).toEqual(['640', '729 k', '67.3 M', '2.40 G']);
  expect([countTick(2e6), countTick(1.5e6), countTick(20e6), countTick(400_000)]).toEqual(['2 M', '1.5 M', '20 M', '400 k']);
});

test('time, energy and shares', () => {
  expect([ms(0.523), ms(88.3), ms(12_345)]).toEqual(['0.52 ms', '88.3 ms', '12.3 s']);
  expect([mj(0.0123), mj(14.5)]).toEqual(['12.3 µJ', '14.5 mJ']);
  expect([duration(8_400), duration(80_000), duration(7_500_000), duration(7_175_000)]).toEqual(['8 s', '1 min 20 s', '2 h 5 min', '2 h 0 min']);
  expect([percent(0.8742), percent(1, 0)]).toEqual(['87.4 %', '100 %']);
});
