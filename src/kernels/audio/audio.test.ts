/**
 * The front end in C against the readable one, byte for byte: on the host with sanitizers, as WebAssembly, on every core;
 * and our simulator against QEMU on it: the same text after the same number of instructions.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CLIP_SAMPLES, keywordFeatures } from '../../core/data/index.ts';
import { Rng } from '../../core/lib/index.ts';
import { createMachine } from '../../core/sim/iss/machine.ts';
import { loadElf } from '../../core/sim/iss/elf.ts';
import { qemuMachines } from '../../core/sim/iss/machines.ts';
import { runQemu } from '../../scripts/iss/firmware.ts';
import { CORES, targetFlags } from '../qemu/cores.ts';
import { buildCounter } from '../qemu/counter.ts';
import { link, run, SUPPORT } from '../qemu/run.ts';

const HERE = resolve('src/kernels/audio');
const SOURCES = ['audio.c', 'audio_log_mel.c', 'audio_tables.c', 'audio_transform.c'].map((name) => join(HERE, name));
const INCLUDES = [`-I${SUPPORT}`, `-I${HERE}`, `-I${resolve('src/kernels/int8')}`];
const STRICT = ['-std=c99', '-Wall', '-Wextra', '-Werror'];
const HOP = 320;
const STRETCHES = 37;

/** Half seconds of every kind of sound, kind and hostile: each takes the sample's number and a random one in [0, 1). */
const KINDS: readonly ((i: number, random: number) => number)[] = [
  () => 0,
  (_, random) => Math.floor(65536 * random) - 32768,
  (i) => (i % 97 < 48 ? 32767 : -32768),
  () => -32768,
  () => 32767,
  (_, random) => Math.floor(3 * random) - 1,
  (i) => Math.round(30_000 * Math.sin(i * 0.2)),
  (i) => (i === 479 ? 1 : 0),
  (i) => (i === 161 ? -32768 : 0),
  (i, random) => Math.round((32767 * i * (2 * random - 1)) / 8000),
  (i) => (i % 2 === 0 ? 32767 : -32768),
  () => -1,
  () => 1,
  (i, random) => (i % 640 < 320 ? 0 : Math.floor(2000 * random)),
  (i) => Math.round(20_000 * Math.sin(i * i * 1e-5)),
  (_, random) => (random > 0.999 ? 32767 : -Math.floor(3 * random)),
];

/** The kinds one after another, then in random order and at random loudness. */
function makeSound(): Int16Array {
  const rng = new Rng('hostile sound');
  const one = (kind: (typeof KINDS)[number], gain: number, length: number): number[] => Array.from({ length }, (_, i) => Math.trunc(gain * kind(i, rng.float())));
  return Int16Array.from([
    ...KINDS.flatMap((kind) => one(kind, 1, CLIP_SAMPLES / 2)),
    ...Array.from({ length: 60 }, () => one(rng.pick(KINDS), 2 ** -rng.int(15), 1 + rng.int(4000))).flat(),
  ]);
}

/** What check/audio.c prints. */
function expectedLines(sound: Int16Array): string[] {
  const lines: string[] = [];
  let [random, pushed, printed] = [1, 0, 0];
  while (pushed < sound.length) {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    pushed = Math.min(sound.length, pushed + ((random >>> 16) % 997));
    const stretches = Math.floor(pushed / HOP);
    if (stretches < printed + STRETCHES) continue;
    printed = stretches;
    const second = new Int16Array(CLIP_SAMPLES);
    const heard = sound.subarray(Math.max(0, HOP * stretches - CLIP_SAMPLES), HOP * stretches);
    second.set(heard, CLIP_SAMPLES - heard.length);
    lines.push(Buffer.from(keywordFeatures(second).buffer).toString('hex'));
  }
  return lines;
}

const folder = mkdtempSync(join(tmpdir(), 'audio-'));
afterAll(() => rmSync(folder, { recursive: true }));
const sound = makeSound();
const expected = expectedLines(sound);
writeFileSync(join(folder, 'sound.bin'), sound);

test('there is something to compare', () => {
  expect(expected.length).toBeGreaterThan(15);
  expect(new Set(expected).size).toBe(expected.length);
});

test('on the host, with sanitizers', () => {
  writeFileSync(join(folder, 'host.c'), '#include <stdio.h>\n#include "start.h"\nvoid write_text(const char *text) { fputs(text, stdout); }\n');
  run(folder, 'gcc', ...STRICT, '-O1', '-g', '-no-pie', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', ...INCLUDES, '-o', 'host', 'host.c', join(HERE, 'check/audio.c'), ...SOURCES);
  expect(run(folder, './host').stdout.trim().split('\n')).toEqual(expected);
});

test('as WebAssembly', () => {
  const exported = ['reset', 'push', 'features'].map((name) => `-Wl,--export=thimble_audio_${name}`);
  run(folder, 'clang', '--target=wasm32', '-O3', ...STRICT, '-msimd128', '-mbulk-memory', '-ffreestanding', '-isystem', resolve('src/kernels/int8/wasm'), '-nostdlib', ...INCLUDES, '-Wl,--no-entry', '-Wl,--export=__heap_base', ...exported, '-o', 'audio.wasm', ...SOURCES);
  const { memory, __heap_base, thimble_audio_reset, thimble_audio_push, thimble_audio_features } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(folder, 'audio.wasm')))).exports as {
    memory: WebAssembly.Memory; __heap_base: { value: number };
    thimble_audio_reset(audio: number): void; thimble_audio_push(audio: number, samples: number, count: number): void; thimble_audio_features(audio: number, out: number): void;
  };
  const audio = (__heap_base.value + 15) & ~15;
  const [samples, out] = [audio + 8192, audio + 8192 + 2 * CLIP_SAMPLES];
  memory.grow(1);
  for (let from = 0; from + CLIP_SAMPLES <= sound.length; from += CLIP_SAMPLES) {
    thimble_audio_reset(audio);
    new Int16Array(memory.buffer).set(sound.subarray(from, from + CLIP_SAMPLES), samples / 2);
    thimble_audio_push(audio, samples, CLIP_SAMPLES);
    thimble_audio_features(audio, out);
    expect(new Int8Array(memory.buffer.slice(out, out + 490))).toEqual(keywordFeatures(sound.subarray(from, from + CLIP_SAMPLES)));
  }
});

const plugin = buildCounter(folder);

test.each(CORES)('on $name', (core) => {
  const image = join(folder, `${core.name}.elf`);
  link(folder, core, image, ...targetFlags(core), ...STRICT, '-fno-common', '-O2', ...INCLUDES, join(HERE, 'check/audio.c'), ...SOURCES);
  const emulated = runQemu(image, core.name, plugin);
  expect(emulated.output.trim().split('\n')).toEqual(expected);
  const machine = createMachine({ core: core.name, memory: qemuMachines[core.machine], image: loadElf(readFileSync(image)) });
  const stop = machine.run(1e9);
  expect({ output: machine.output, exit: stop.reason === 'exit' ? stop.code : stop, instructions: machine.instructions }).toEqual(emulated);
});
