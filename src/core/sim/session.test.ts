/** The wasm kernels, held against the readable executor on every tensor of many small networks and some real ones. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { planArena } from '../memory/index.ts';
import { buildNet, validateNet, type Net } from '../net/index.ts';
import { quantise, randomInputs, randomNet, randomWeights, runInt8, runInt8Tensors, type Int8Net, type Rounding } from '../quant/index.ts';
import { dscnnSpace, largest, mcunetSpace, sampleGenome, toArchitecture } from '../space/index.ts';
import { loadRunner, Session, type Runner } from './session.ts';

let runner: Runner;
beforeAll(async () => {
  runner = await loadRunner(readFileSync('public/kernels/int8.wasm'));
});

const quantised = (net: Net, rng: Rng, rounding: Rounding, clips = 2): Int8Net =>
  quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, clips, rng.fork('clips')), clips, { scale: 1 / 64, zeroPoint: rng.fork('zero').int(256) - 128 }, { rounding });

test('800 random networks: every tensor equal to the executor, in an arena of the planned size', () => {
  for (let seed = 0; seed < 800; seed++) {
    const rng = new Rng(`wasm ${seed}`);
    const net = randomNet(rng);
    validateNet(net);
    const int8Net = quantised(net, rng, seed % 2 === 0 ? 'double' : 'single');
    const session = new Session(runner, int8Net, planArena(net));
    const input = randomInputs(net, 1, rng.fork('input'));
    const expected = runInt8Tensors(int8Net, input);
    const traced = session.trace(input);
    net.nodes.forEach(({ name, output }, step) => expect(traced[step], `seed ${seed}, ${name}`).toEqual(expected[output]));
    expect(session.run(input)).toEqual(expected[net.outputs[0]]);
  }
});

describe('networks of the built-in spaces', () => {
  const rng = new Rng('spaces');
  const audio = dscnnSpace({});
  const image = mcunetSpace({ width: 0.3, resolution: 48, classes: 5 });
  const genomes = [
    ...Array.from({ length: 4 }, () => toArchitecture(audio, sampleGenome(audio, rng))),
    toArchitecture(audio, largest(audio)),
    ...Array.from({ length: 2 }, () => toArchitecture(image, sampleGenome(image, rng))),
  ];
  test.each(genomes.map((architecture, index) => ({ architecture, index })))('$index: $architecture.name', ({ architecture, index }) => {
    const net = buildNet(architecture);
    const int8Net = quantised(net, new Rng(index), 'double', 1);
    const session = new Session(runner, int8Net, planArena(net));
    const inputs = randomInputs(net, 2, new Rng(`input ${index}`));
    for (const input of [inputs.subarray(0, inputs.length / 2), inputs.subarray(inputs.length / 2)]) expect(session.run(input)).toEqual(runInt8(int8Net, input));
  });
});

test('an arena one byte short is caught', () => {
  const net = randomNet(new Rng('guard'));
  const int8Net = quantised(net, new Rng('guard'), 'double');
  const plan = planArena(net);
  expect(() => new Session(runner, int8Net, { ...plan, bytes: Math.max(...plan.tensors.map(({ offset, bytes }) => offset + bytes)) - 1 })).toThrow(/planned as/);
});

test('a wrong input length is refused with both numbers', () => {
  const net = randomNet(new Rng('length'));
  const session = new Session(runner, quantised(net, new Rng('length'), 'double'), planArena(net));
  expect(() => session.run(new Int8Array(100_000))).toThrow(/100000 bytes; random takes/);
});
