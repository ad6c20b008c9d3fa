/** The front end in bundles: there for networks of sound alone, in every layout, warning-free, and it hears as the page does. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cores, targetFlags } from '../../kernels/qemu/cores.ts';
import { run } from '../../kernels/qemu/run.ts';
import { keywordFeatures } from '../data/index.ts';
import { Rng } from '../lib/index.ts';
import { planArena } from '../memory/index.ts';
import { buildNet } from '../net/index.ts';
import { quantise, randomInputs, randomNet, randomWeights, runInt8, type Int8Net } from '../quant/index.ts';
import { dscnnSpace, sampleGenome, toArchitecture } from '../space/index.ts';
import { AUDIO_BYTES } from './audioSources.ts';
import { emitBundle, type BundleFile } from './bundle.ts';
import { BUNDLE_LAYOUTS } from './layouts.ts';

const WARNINGS = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Werror'];
const AUDIO = ['audio.c', 'audio_log_mel.c', 'audio_tables.c', 'audio_transform.c'];

const folder = mkdtempSync(join(tmpdir(), 'audio-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rng = new Rng('audio bundle');
const net = buildNet(toArchitecture(dscnnSpace(), sampleGenome(dscnnSpace(), rng)));
const hearing = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 0.5847029, zeroPoint: 83 });
const meta = { title: 'test', classes: Array.from({ length: 12 }, (_, i) => `class ${i}`) };
const bundle = (layout: (typeof BUNDLE_LAYOUTS)[number]): BundleFile[] => emitBundle(hearing, planArena(net), meta, { layout });
const textOf = (files: readonly BundleFile[], name: string): string => files.find(({ path }) => path.endsWith(name))?.text ?? '';

test.each(BUNDLE_LAYOUTS)('%s: sources, headers and the words to use them', (layout) => {
  const files = bundle(layout);
  const library = layout === 'arduino' ? 'src/' : '';
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining([...AUDIO, 'audio.h', 'audio_parts.h', 'dsp.h'].map((name) => `${library}kernels/${name}`)));
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  expect(textOf(files, 'README.md')).toContain('thimble_audio_push(&audio, samples, count);');
  const list = { c: 'README.md', cmake: '/CMakeLists.txt', arduino: 'README.md', zephyr: 'zephyr/CMakeLists.txt' }[layout];
  for (const name of AUDIO) expect(textOf(files.map((file) => ({ ...file, path: `/${file.path}` })), list)).toContain(`kernels/${name}`);
});

test('a network of anything else carries nothing of it', () => {
  const other = randomNet(rng);
  const deaf: Int8Net = quantise(randomWeights(other, rng), randomInputs(other, 2, rng), 2, { scale: 1, zeroPoint: 0 });
  const classes = Array.from({ length: runInt8(deaf, randomInputs(other, 1, rng)).length }, (_, i) => String(i));
  const first = other.tensors[other.outputs[0]].shape.reduce((product, side) => product * side, 1);
  const files = emitBundle(deaf, planArena(other), { title: 'deaf', classes: classes.slice(0, first) });
  expect(files.filter(({ path }) => path.includes('audio'))).toEqual([]);
  expect(textOf(files, 'README.md')).not.toContain('audio');
});

test('samples to answer as its README has it, compiled without a warning, and as large as it says', () => {
  for (const { path, text } of bundle('c')) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const sound = Int16Array.from({ length: 16_000 }, () => rng.int(20_000) - 10_000);
  writeFileSync(join(folder, 'listen.c'), `#include "kernels/audio.h"
#include "model.h"
#include <stdio.h>
static int32_t arena[(MODEL_ARENA_BYTES + 3) / 4];
static thimble_audio audio;
static int8_t features[THIMBLE_AUDIO_FEATURES], output[MODEL_OUTPUT_BYTES];
static int16_t samples[1000];
int main(void)
{
  size_t count;
  thimble_audio_reset(&audio);
  while ((count = fread(samples, sizeof *samples, 1000, stdin)) > 0) thimble_audio_push(&audio, samples, (int32_t)count);
  thimble_audio_features(&audio, features);
  model_invoke((int8_t *)arena, features, output);
  for (int i = 0; i < THIMBLE_AUDIO_FEATURES; i++) printf("%d ", features[i]);
  for (int i = 0; i < MODEL_OUTPUT_BYTES; i++) printf("%d ", output[i]);
  return 0;
}
`);
  writeFileSync(join(folder, 'sound.raw'), sound);
  const features = keywordFeatures(sound);
  for (const compiler of ['gcc', 'clang']) {
    run(folder, compiler, ...WARNINGS, '-O2', '-o', compiler, 'listen.c', 'model.c', ...textOf(bundle('c'), 'README.md').match(/kernels\/\w+\.c/g) ?? []);
    const { stdout } = run(folder, 'sh', '-c', `./${compiler} < sound.raw`);
    expect(stdout.trim().split(' ').map(Number)).toEqual([...features, ...runInt8(hearing, features)]);
  }
  const sizes = AUDIO.map((name) => {
    run(folder, 'arm-none-eabi-gcc', ...targetFlags(cores.m4), ...WARNINGS, '-O2', '-c', '-o', 'size.o', `kernels/${name}`);
    return Number(run(folder, 'arm-none-eabi-size', 'size.o').stdout.split('\n')[1].trim().split(/\s+/)[0]);
  });
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0) / AUDIO_BYTES.flash).toBeCloseTo(1, 1);
});
