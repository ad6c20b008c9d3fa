/**
 * TFLite Micro as the oracle on every core: each layer of three MLPerf Tiny models, 16 inputs each, must come out of
 * the Cortex-M kernels with its bytes (CRC-32 per layer), run under QEMU where the core has a machine.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CORES, targetFlags } from '../../kernels/qemu/cores.ts';
import { linesOf, link, run, SUPPORT } from '../../kernels/qemu/run.ts';
import { lower, planTable } from '../codegen/index.ts';
import { planArena } from '../memory/index.ts';
import { importTflite } from '../quant/index.ts';

const FIXTURES = '../shared/fixtures';
const MODELS = [['kws', 'kws_ref_model'], ['resnet8', 'pretrainedResnet_quant'], ['ad01', 'ad01_int8']] as const;
const INPUTS = 16;

const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface GoldenLayer {
  readonly op: number;
  readonly kind: string;
  readonly crc32_x16: readonly string[];
}

/** Writes the model as qemu/layers.c reads it. @returns one line per input, the CRCs of its layers */
function prepare(name: string, file: string): string[] {
  const int8Net = importTflite(readFileSync(`${FIXTURES}/tflite/${file}.tflite`), file);
  const { net } = int8Net;
  const plan = planArena(net);
  const { ops } = lower(int8Net, plan);
  const layers = net.nodes.flatMap((node) => {
    const { offset, bytes } = plan.tensors[node.output];
    return [ops.findIndex((op) => op.node === node), ops.filter((op) => op.node === node).length, offset, bytes];
  });
  const head = 4 * (4 + layers.length);
  const table = planTable(int8Net, plan);
  const inputs = readFileSync(`${FIXTURES}/golden/${name}.x16.in.bin`);
  const words = Int32Array.of(head, head + table.length, INPUTS, net.nodes.length, ...layers);
  writeFileSync(join(folder, 'blob.bin'), Buffer.concat([new Uint8Array(words.buffer), table, inputs]));
  writeFileSync(join(folder, 'blob.S'), '.section .rodata\n.balign 16\n.global blob\nblob: .incbin "blob.bin"\n');
  const golden = JSON.parse(readFileSync(`${FIXTURES}/golden/${name}.layers.json`, 'utf8')) as GoldenLayer[];
  return Array.from({ length: INPUTS }, (_, n) => net.nodes.map((node) => golden.find(({ op }) => node.name.endsWith(`_${op}`))?.crc32_x16[n]).join(''));
}

describe.skipIf(!existsSync(FIXTURES))('TFLite Micro (skipped where ../shared/fixtures is absent)', () => {
  describe.each(CORES)('$cpu', (core) => {
    test.each(MODELS)('%s, every layer of 16 inputs', (name, file) => {
      const expected = prepare(name, file);
      const kernels = resolve('src/kernels/int8');
      const flags = [...targetFlags(core), '-O2', `-I${kernels}`];
      const library = join(folder, `${core.name}.o`);
      if (!existsSync(library)) {
        const sources = readdirSync(kernels).filter((source) => source.endsWith('.c'));
        run(folder, 'arm-none-eabi-gcc', ...flags, '-std=c99', '-r', '-nostdlib', '-o', library, ...sources.map((source) => join(kernels, source)));
      }
      link(folder, core, 'layers.elf', ...flags, '-std=gnu99', join(SUPPORT, 'layers.c'), 'blob.S', library);
      expect(linesOf(folder, core, 'layers.elf')).toEqual(expected);
    }, 60_000);
  });
});
