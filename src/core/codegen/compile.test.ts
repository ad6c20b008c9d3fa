/** The compiler as a whole: what it makes of real shapes, what its techniques bring, and how long it takes. */
import { expect, test } from 'vitest';
import { InputError, Rng } from '../lib/index.ts';
import { buildNet, type Net } from '../net/index.ts';
import { ALL_KINDS, quantise, randomInputs, randomNet, randomWeights, runInt8, type Int8Net } from '../quant/index.ts';
import { publishedNetworks } from '../space/index.ts';
import { compileNet, compileSavings } from './compile.ts';
import { lower } from './lower.ts';

const ranged = (net: Net): Int8Net =>
  quantise(randomWeights(net, new Rng('weights')), new Int8Array(), 0, { scale: 1 / 64, zeroPoint: 0 }, { ranges: net.tensors.map(() => ({ min: -1, max: 3 })) });

const published = (name: string): Int8Net => ranged(buildNet(publishedNetworks.find((one) => one.name === name)!));

test('MCUNet-in3 compiles inside a second, and no technique costs memory', () => {
  const int8Net = published('mcunet-in3');
  const start = performance.now();
  const compiled = compileNet(int8Net);
  expect(performance.now() - start).toBeLessThan(3000); // a second on a free core
  for (const { technique, arenaBytes, flashBytes } of compileSavings(int8Net, {}, compiled)) {
    expect(arenaBytes, technique).toBeGreaterThanOrEqual(0);
    expect(flashBytes, technique).toBeGreaterThanOrEqual(0);
  }
});

test('MCUNet-in4: patches meet three quarters of what whole layers need, with under a tenth more work', () => {
  const int8Net = published('mcunet-in4');
  const whole = compileNet(int8Net);
  const patched = compileNet(int8Net, { patch: 'auto', sramLimit: Math.round(whole.plan.bytes * 0.75) });
  expect(patched.report.fits).toBe(true);
  expect(patched.plan.patch).not.toBeNull();
  expect(patched.report.sum.macs - patched.report.extraMacs).toBe(whole.report.sum.macs);
  expect(patched.report.extraMacs / whole.report.sum.macs).toBeLessThan(0.1);
});

test('what is compiled answers like what was given, with every technique on', () => {
  for (let seed = 0; seed < 100; seed++) {
    const rng = new Rng(`compile ${seed}`);
    const net = randomNet(rng, ALL_KINDS);
    const given = quantise(randomWeights(net, rng), randomInputs(net, 1, rng), 1, { scale: 0.02, zeroPoint: rng.int(256) - 128 });
    const { int8Net } = compileNet(given);
    const input = randomInputs(net, 1, rng);
    expect(runInt8(int8Net, input), `seed ${seed}`).toEqual(runInt8(given, input));
  }
});

test('patches without a limit are refused; equal constants are stored once', () => {
  const net = randomNet(new Rng('limits'));
  expect(() => compileNet(ranged(net), { patch: 'auto' })).toThrow(InputError);
  for (let seed = 0; seed < 20; seed++) {
    const { int8Net, plan } = compileNet(ranged(randomNet(new Rng(seed), ALL_KINDS)));
    const { constants } = lower(int8Net, plan);
    const texts = constants.map(({ values }) => `${values.BYTES_PER_ELEMENT} ${values.join()}`);
    expect(new Set(texts).size).toBe(texts.length);
    constants.slice(1).forEach(({ offset }, i) => expect(offset).toBeGreaterThanOrEqual(constants[i].offset + constants[i].values.byteLength));
  }
});
