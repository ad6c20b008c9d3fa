/**
 * TFLite Micro as the oracle: every layer of three MLPerf Tiny models, 16 inputs each, must come out of the executor
 * and of the wasm kernels with TFLite Micro's bytes (CRC-32 per layer), their outputs out of the C bundle too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compileNet, emitBundle, type CompileOptions } from '../codegen/index.ts';
import { patchStage, planArena } from '../memory/index.ts';
import { elements } from '../net/index.ts';
import { importTflite, runInt8Tensors, type Int8Net } from '../quant/index.ts';
import { loadRunner, Session } from './session.ts';

const FIXTURES = '../shared/fixtures';
const MODELS = [['kws', 'kws_ref_model'], ['resnet8', 'pretrainedResnet_quant'], ['ad01', 'ad01_int8']] as const;

const open = (file: string): Int8Net => importTflite(readFileSync(`${FIXTURES}/tflite/${file}.tflite`), `${file}.tflite`);
const bytesOf = (path: string): Int8Array => new Int8Array(readFileSync(`${FIXTURES}/golden/${path}`));
const sessionOf = async (int8Net: Int8Net): Promise<Session> => new Session(await loadRunner(readFileSync('public/kernels/int8.wasm')), int8Net, planArena(int8Net.net));

interface GoldenLayer {
  readonly op: number;
  readonly kind: string;
  readonly crc32_x16: readonly string[];
}

describe.skipIf(!existsSync(FIXTURES))('TFLite Micro (skipped where ../shared/fixtures is absent)', () => {
  test.each(MODELS)('%s, layer by layer', async (name, file) => {
    const int8Net = open(file);
    const { net } = int8Net;
    const golden = JSON.parse(readFileSync(`${FIXTURES}/golden/${name}.layers.json`, 'utf8')) as GoldenLayer[];
    const inputs = bytesOf(`${name}.x16.in.bin`);
    const outputs = bytesOf(`${name}.x16.out.bin`);
    const session = await sessionOf(int8Net);
    const hex = (values: Int8Array): string => (crc32(values) >>> 0).toString(16).padStart(8, '0');
    const steps = golden.flatMap(({ op, kind, crc32_x16 }) => {
      const step = net.nodes.findIndex((node) => node.name.endsWith(`_${op}`));
      return step < 0 ? [] : [{ kind, step, crc32_x16 }];
    });
    expect(steps.map(({ step }) => step)).toEqual(net.nodes.map((_, step) => step));
    expect(golden.filter(({ kind }) => kind !== 'reshape').length).toBe(steps.length);
    for (let n = 0; n < 16; n++) {
      const input = inputs.subarray((n * inputs.length) / 16, ((n + 1) * inputs.length) / 16);
      const values = runInt8Tensors(int8Net, input);
      const traced = session.trace(input);
      for (const { kind, step, crc32_x16 } of steps) {
        expect(hex(values[net.nodes[step].output]), `input ${n}, ${kind}`).toBe(crc32_x16[n]);
        expect(traced[step]).toEqual(values[net.nodes[step].output]);
      }
      expect(session.run(input)).toEqual(outputs.slice((n * outputs.length) / 16, ((n + 1) * outputs.length) / 16));
    }
  });

  test.each(MODELS)('%s with every technique, in patches and with its input outside: the same outputs', async (name, file) => {
    const given = open(file);
    const runner = await loadRunner(readFileSync('public/kernels/int8.wasm'));
    const stages = given.net.nodes.map((_, i) => i + 1).filter((steps) => typeof patchStage(given.net, steps) !== 'string');
    const patches = stages.slice(-1).map((steps): CompileOptions => ({ passes: [], patch: { rows: 3, cols: 2, steps }, inputExternal: true }));
    const inputs = bytesOf(`${name}.x16.in.bin`);
    const outputs = bytesOf(`${name}.x16.out.bin`);
    for (const options of [{}, { lean: true }, ...patches]) {
      const { int8Net, plan } = compileNet(given, options);
      const session = new Session(runner, int8Net, plan);
      for (let n = 0; n < 16; n++) {
        const input = inputs.subarray((n * inputs.length) / 16, ((n + 1) * inputs.length) / 16);
        expect(session.run(input, n), JSON.stringify(options)).toEqual(outputs.slice((n * outputs.length) / 16, ((n + 1) * outputs.length) / 16));
      }
    }
  });

  test.each(MODELS)('%s as a C bundle, 16 outputs', (name, file) => {
    const int8Net = open(file);
    const { net } = int8Net;
    const size = elements(net.tensors[net.outputs[0]].shape);
    const folder = mkdtempSync(join(tmpdir(), 'golden-'));
    const files = emitBundle(int8Net, planArena(net), { title: name, classes: Array.from({ length: size }, (_, i) => `${i}`) });
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const sources = files.map(({ path }) => path).filter((path) => path.endsWith('.c'));
    const built = spawnSync('gcc', ['-std=c99', '-O2', '-Wall', '-Wextra', '-Werror', '-o', 'example', ...sources], { cwd: folder, encoding: 'utf8' });
    expect(built.error === undefined ? built.stderr : 'gcc is missing').toBe('');
    const { stdout } = spawnSync('./example', [resolve(`${FIXTURES}/golden/${name}.x16.in.bin`)], { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    const printed = stdout.trim().split('\n').flatMap((line) => line.split(' -> ')[0].trim().split(' ').map(Number));
    expect(printed).toEqual([...bytesOf(`${name}.x16.out.bin`)]);
  });

  test('the 144 recorded keyword inputs give the recorded logits and probabilities', async () => {
    const int8Net = open('kws_ref_model');
    const session = await sessionOf(int8Net);
    const rows = readFileSync(`${FIXTURES}/kws01/golden_int8.csv`, 'utf8').trim().split('\n').slice(1);
    expect(rows.length).toBe(144);
    for (const row of rows) {
      const [file, probabilities, logits] = row.trim().split(';');
      const layers = session.trace(new Int8Array(readFileSync(`${FIXTURES}/kws01/${file}`)));
      expect(layers.slice(-2).map((values) => values?.join(' ')), file).toEqual([logits, probabilities]);
    }
  });
});
