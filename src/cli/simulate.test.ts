/** thimble simulate on firmware: images of ours, with and without input, and every refusal as one line with exit code 2. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeInt8Net, quantise, randomInputs, randomNet, randomWeights, runInt8 } from '../core/quant/index.ts';
import { writeWav } from '../core/data/index.ts';
import { Rng } from '../core/lib/index.ts';
import { buildNet } from '../core/net/index.ts';
import { dscnnSpace, sampleGenome, toArchitecture } from '../core/space/index.ts';
import { main } from './main.ts';

const work = mkdtempSync(join(tmpdir(), 'simulate-'));
const at = (name: string): string => join(work, name);
afterAll(() => rmSync(work, { recursive: true }));

const rng = new Rng('thimble simulate');
const net = randomNet(rng, ['conv2d', 'depthwiseConv2d', 'dense', 'softmax']);
const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 0 });
const inputs = randomInputs(net, 2, rng.fork('inputs'));
const expected = [0, 1].map((i) => [...runInt8(int8Net, inputs.subarray((i * inputs.length) / 2, ((i + 1) * inputs.length) / 2))]);

async function thimble(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err]: string[][] = [[], []];
  const code = await main(args, { out: (text) => out.push(text), err: (text) => err.push(text), live: false, signal: new AbortController().signal });
  return { code, out: out.join('\n'), err: err.join('') };
}

beforeAll(async () => {
  writeFileSync(at('net.int8'), encodeInt8Net(int8Net));
  writeFileSync(at('input.bin'), new Uint8Array(inputs.buffer, inputs.byteOffset, inputs.length));
  for (const format of ['elf', 'bin']) expect((await thimble('export', at('net.int8'), '--board', 'stm32l4r5', '--format', format, '--out', at(`net.${format}`))).code).toBe(0);
  const ear = buildNet(toArchitecture(dscnnSpace(), sampleGenome(dscnnSpace(), rng)));
  writeFileSync(at('ear.int8'), encodeInt8Net(quantise(randomWeights(ear, rng.fork('ear')), randomInputs(ear, 2, rng), 2, { scale: 0.5847029, zeroPoint: 83 })));
  writeFileSync(at('tone.wav'), writeWav(Float32Array.from({ length: 22_050 }, (_, i) => 0.3 * Math.sin(i * 0.05)), 22_050));
  mkdirSync(at('images'));
  for (const name of ['a.elf', 'b.elf']) writeFileSync(join(at('images'), name), readFileSync(at('net.elf')));
  mkdirSync(at('alone'));
  writeFileSync(join(at('alone'), 'net.bin'), readFileSync(at('net.bin')));
  mkdirSync(at('void'));
  mkdirSync(at('sources'));
  writeFileSync(join(at('sources'), 'model.c'), 'int x;');
  writeFileSync(at('cut.elf'), readFileSync(at('net.elf')).subarray(0, 2000));
});

test('a network: exact counts that add up, the accuracy of cycles in words', async () => {
  const { code, out } = await thimble('simulate', at('net.int8'), '--input', at('input.bin'), '--board', 'stm32l4r5', '--json');
  const result = JSON.parse(out);
  expect([code, result.runs.map((run: { output: number[] }) => run.output)]).toEqual([0, expected]);
  expect(result.layers.reduce((sum: number, layer: { instructions: number }) => sum + layer.instructions, 0)).toBe(result.instructions);
  expect(result).toMatchObject({ notSimulated: null, equalsReference: true, latency: { kind: 'simulated' }, simulated: { core: 'Cortex-M4', runs: 2, staleReads: [], timing: { calibrated: true, accuracy: expect.stringContaining('±7 %') } } });
  const sum = (rows: readonly Record<string, number>[], field: string): number => rows.reduce((total, row) => total + row[field], 0);
  expect(result.energy).toMatchObject({ unit: 'mJ', kind: 'estimated', source: expect.stringContaining('MLPerf') });
  for (const rows of [result.layers, result.simulated.functions]) {
    expect(sum(rows, 'latencyMs') / result.latencyMs).toBeCloseTo(1, 3); // functions are rounded one by one
    expect(sum(rows, 'energyMj') / result.energy.value).toBeCloseTo(1, 3);
  }
  for (const { op, arenaLiveBytes, arenaFilledBytes } of result.layers) {
    if (op === 'runner') continue;
    expect(arenaLiveBytes).toBeLessThanOrEqual(result.arenaBytes);
    expect(arenaFilledBytes).toBeLessThanOrEqual(result.arenaBytes);
  }
  expect(Math.max(...result.layers.map((layer: { arenaLiveBytes: number }) => layer.arenaLiveBytes))).toBeGreaterThan(0.9 * result.arenaBytes);
  const text = (await thimble('simulate', at('net.int8'), '--input', at('input.bin'), '--board', 'stm32l4r5')).out;
  expect(text).toContain(`${result.instructions} instructions, ${result.cycles} cycles on the Cortex-M4`);
});

test('the image of the same network: the same answers and the same counts', async () => {
  const model = JSON.parse((await thimble('simulate', at('net.int8'), '--input', at('input.bin'), '--board', 'stm32l4r5', '--json')).out);
  const { code, out } = await thimble('simulate', at('net.elf'), '--input', at('input.bin'), '--board', 'stm32l4r5', '--json');
  const image = JSON.parse(out);
  expect(code).toBe(0);
  expect(image).toMatchObject({ exit: 0, text: expect.stringContaining('thimble: PASS\noutput '), trace: [] });
  expect(image.runs.map((run: { output: number[] }) => run.output)).toEqual(expected);
  expect(image.runs.map((run: { instructions: number }) => run.instructions)).toEqual(model.runs.map((run: { instructions: number }) => run.instructions));
  expect(JSON.parse((await thimble('simulate', at('net.bin'), '--board', 'stm32l4r5', '--json')).out)).toMatchObject({ instructions: image.instructions, cycles: image.cycles, text: image.text });
  expect((await thimble('simulate', at('alone'), '--board', 'stm32l4r5')).out).toContain('thimble: PASS'); // the folder that "export --format bin" writes
  expect((await thimble('simulate', at('net.elf'), '--board', 'stm32l4r5', '--trace')).out).toMatch(/^0x\w{8} {2}b672 +CPS.* thimble_reset\n(.*\n)*thimble: PASS\n(.*\n)*exit 0 on stm32l4r5 \(Cortex-M4\): \d+ instructions/);
});

test('what a board measured stands beside what was simulated; a log that is none is one line with its line', async () => {
  const simulate = (...more: string[]): ReturnType<typeof thimble> => thimble('simulate', at('net.int8'), '--input', at('input.bin'), '--board', 'stm32l4r5', ...more);
  const { layers } = JSON.parse((await simulate('--json')).out) as { layers: { index: number; op: string; cycles: number }[] };
  const own = layers.filter(({ op }) => op !== 'runner');
  writeFileSync(at('board.log'), `hello\nlayer,cycles\n${own.map(({ index, cycles }) => `${index},${2 * cycles}`).join('\n')}\n`);
  const { measured } = JSON.parse((await simulate('--measured', at('board.log'), '--json')).out);
  expect(measured).toMatchObject({ by: 'layers', ratio: 2, reckonedKind: 'simulated', notes: [], calibration: { board: 'stm32l4r5', factor: 2.24, source: 'measured, log board.log' } });
  expect(measured.rows.map((row: { measured: number; reckoned: number }) => row.measured / row.reckoned)).toEqual(own.map(() => 2));
  expect((await simulate('--measured', at('board.log'))).out).toMatch(/Measured is 100 % above simulated, over \d layers; the most at .*, \+100 %\.\nOnce all are scaled by 2\.000.*\nlayer +measured +simulated +ratio/);
  writeFileSync(at('cut.log'), 'layer,name,cycles\n0,conv');
  for (const [file, message] of [['cut.log', /cut\.log, line 2: has 2 cells where the heading has 3/], ['net.int8', /net\.int8, line 1: no line says/]] as const) {
    const { code, out, err } = await simulate('--measured', at(file));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  }
  expect((await thimble('simulate', at('net.elf'), '--measured', at('board.log'))).err).toMatch(/--measured: is compared with a network/);
});

test('a recording: front end and network counted apart, or an estimate where the board is not simulated', async () => {
  const result = JSON.parse((await thimble('simulate', at('ear.int8'), '--audio', at('tone.wav'), '--board', 'stm32l4r5', '--json')).out);
  expect(result).toMatchObject({ notSimulated: null, equalsReference: true, latency: { kind: 'simulated' }, frontEnd: { ms: expect.any(Number) }, network: { ms: expect.any(Number) } });
  const { frontEnd, network, layers } = result;
  expect([result.instructions, result.cycles]).toEqual([frontEnd.instructions + network.instructions, frontEnd.cycles + network.cycles]);
  expect(result.latencyMs).toBeCloseTo(frontEnd.ms + network.ms, 6);
  expect(layers[0]).toMatchObject({ index: -1, op: 'frontEnd', instructions: frontEnd.instructions, cycles: frontEnd.cycles });
  const sum = (field: 'instructions' | 'cycles'): number => layers.reduce((total: number, layer: Record<string, number>) => total + layer[field], 0);
  expect(sum('instructions')).toBe(result.instructions);
  expect(sum('cycles') / result.cycles).toBeCloseTo(1, 2); // the image without front end lies elsewhere in flash
  expect([result.arenaBytes > 0, result.stackBytes > 0, layers[1].index]).toEqual([true, true, 0]);
  const estimate = JSON.parse((await thimble('simulate', at('ear.int8'), '--audio', at('tone.wav'), '--board', 'esp32', '--json')).out);
  expect(estimate).toMatchObject({ instructions: null, cycles: expect.any(Number), latencyMs: estimate.latency.value, arenaBytes: result.arenaBytes, stackBytes: expect.any(Number) });
  expect(estimate.layers).toHaveLength(layers.length - 2); // neither front end nor runner
  expect((await thimble('simulate', at('ear.int8'), '--audio', at('tone.wav'), '--board', 'stm32l4r5')).out).toMatch(new RegExp(`front end +${result.frontEnd.instructions} +${result.frontEnd.cycles}`));
  expect((await thimble('simulate', at('ear.int8'), '--audio', at('tone.wav'), '--board', 'esp32')).out).toMatch(/network alone .* an estimate: .*not simulated/);
});

test('an image checked for reads that nobody wrote: ours has none', async () => {
  expect(JSON.parse((await thimble('simulate', at('net.elf'), '--board', 'stm32l4r5', '--json')).out).uninitialised).toBeNull();
  expect(JSON.parse((await thimble('simulate', at('net.elf'), '--board', 'stm32l4r5', '--checked', '--json')).out)).toMatchObject({ exit: 0, uninitialised: [] });
  expect((await thimble('simulate', at('net.elf'), '--board', 'stm32l4r5', '--checked')).out).toContain('every byte of RAM that was read had been written');
});

test('a board that is not simulated: an estimate that says so', async () => {
  const { out } = await thimble('simulate', at('net.int8'), '--input', at('input.bin'), '--board', 'esp32', '--json');
  expect(JSON.parse(out)).toMatchObject({ instructions: null, simulated: null, notSimulated: expect.stringContaining('not simulated'), latency: { kind: 'estimated' } });
});

test.each([
  [['net.elf', '--board', 'rp2040'], /net\.elf: .*is for another board/],
  [['net.elf', '--board', 'stm32g0b1'], /not an instruction of the Cortex-M0\+/],
  [['net.elf', '--board', 'esp32'], /not simulated/],
  [['net.elf', '--board', 'stm32l4r5', '--fuel', '1000'], /still runs after 1\d{3} instructions.*--fuel/],
  [['net.elf', '--board', 'stm32l4r5', '--fuel', '0'], /--fuel: "0" is not a whole number/],
  [['net.bin', '--board', 'stm32l4r5', '--input', 'input.bin'], /takes no inputs/],
  [['net.elf', '--board', 'stm32l4r5', '--input', 'net.bin'], /per input, any whole number/],
  [['cut.elf', '--board', 'stm32l4r5'], /cut\.elf: .*cut short/],
  [['images', '--board', 'stm32l4r5'], /holds 2 images/],
  [['sources', '--board', 'stm32l4r5'], /bundle of C sources: compile it/],
  [['net.int8', '--input', 'input.bin', '--trace'], /--trace: is for firmware images/],
  [['net.int8', '--input', 'input.bin', '--checked'], /--checked: is for firmware images/],
  [['net.int8'], /--input FILE is missing/],
  [['void'], /void: has no model\.int8/],
  [['nowhere'], /nowhere: there is no such file/],
  [['ear.int8', '--audio', 'input.bin'], /input\.bin, byte \d+: not a WAV file/],
  [['net.elf', '--audio', 'tone.wav', '--board', 'stm32l4r5'], /--audio: is for networks/],
  [['ear.int8', '--audio', 'tone.wav', '--input', 'input.bin'], /--audio: and --input are two kinds of input/],
])('%s: one line, exit code 2', async (args, message) => {
  const { code, out, err } = await thimble('simulate', ...args.map((word) => (/^[a-z]+(\.\w+)?$/.test(word) && !/^(rp|stm|esp)/.test(word) ? at(word) : word)));
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
  expect(err.trim().split('\n')).toHaveLength(1);
});
