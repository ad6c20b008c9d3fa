/** The four kinds of project: the files each wants, and that what can be compiled without the vendor's tools compiles. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { peakOf, planArena } from '../memory/index.ts';
import { elements } from '../net/index.ts';
import { quantise, randomInputs, randomNet, randomWeights } from '../quant/index.ts';
import { emitBundle, type BundleFile } from './bundle.ts';
import { BUNDLE_LAYOUTS, type BundleLayout } from './layouts.ts';

const root = mkdtempSync(join(tmpdir(), 'layouts-'));
afterAll(() => rmSync(root, { recursive: true }));

const net = randomNet(new Rng('layouts'), ['conv2d', 'add', 'maxPool2d']);
const int8Net = quantise(randomWeights(net, new Rng('weights')), randomInputs(net, 1, new Rng('clips')), 1, { scale: 1 / 50, zeroPoint: 3 });
const classes = Array.from({ length: net.tensors[net.outputs[0]].shape[2] }, (_, i) => `class ${i}`);

function written(layout: BundleLayout): { readonly folder: string; readonly files: readonly BundleFile[]; readonly paths: readonly string[] } {
  const files = emitBundle(int8Net, planArena(net), { title: 'Keywords', classes }, { layout });
  const folder = join(root, layout);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder, files, paths: files.map(({ path }) => path) };
}

function run(cwd: string, tool: string, ...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync(tool, args, { cwd, encoding: 'utf8' });
  if (error !== undefined) throw new Error(`${tool} cannot be run (${error.message})`);
  expect(status, `${tool} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

test.each(BUNDLE_LAYOUTS)('%s: library, recorded input, README and licence', (layout) => {
  const { paths, files } = written(layout);
  const library = layout === 'arduino' ? 'src/' : '';
  for (const path of ['README.md', 'LICENSE', ...['model.h', 'model.c', 'selftest.h', 'kernels/runner.c', 'kernels/int8.h', 'kernels/config.h'].map((name) => library + name)]) expect(paths).toContain(path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.includes('CMakeLists.txt')).toBe(layout === 'cmake');
  const header = files.find(({ path }) => path.endsWith('model.h'))?.text ?? '';
  expect(header).toMatch(/Flash: weights \d+ \+ .* = \d+ bytes\.\n \* SRAM: arena \d+ \+ stack \d+ \(estimated\) = \d+ bytes\.\n \* Work: \d+ multiply-accumulates/s);
});

test('c: the one line of its README builds the example', () => {
  const { folder } = written('c');
  run(folder, 'sh', '-c', 'cc -o example main.c model.c profile.c kernels/*.c && ./example');
});

test('arduino: properties are complete; every source compiles with src alone on the include path, the sketch as C++', () => {
  const { folder, files, paths } = written('arduino');
  const properties = files.find(({ path }) => path === 'library.properties')?.text ?? '';
  for (const key of ['name', 'version', 'author', 'maintainer', 'sentence', 'paragraph', 'category', 'url', 'architectures']) expect(properties).toMatch(new RegExp(`^${key}=.+$`, 'm'));
  const sources = paths.filter((path) => path.endsWith('.c'));
  for (const source of sources) run(folder, 'arm-none-eabi-gcc', '-mcpu=cortex-m4', '-mthumb', '-Isrc', '-Wall', '-Wextra', '-Werror', '-c', source, '-o', 'object.o');
  // the few names of the Arduino core that the sketch uses, on the host
  writeFileSync(join(folder, 'host.cpp'), `#include <cstdio>
#include <cstdlib>
static unsigned long micros() { return 0; }
static void delay(int) { std::exit(0); }
struct { void begin(long) {} void print(const char *text) { std::printf("%s", text); } void print(unsigned long n) { std::printf("%lu", n); } void println(const char *text) { std::puts(text); } } Serial;
#include "examples/Selftest/Selftest.ino"
int main() { setup(); loop(); }
`);
  for (const [i, source] of sources.entries()) run(folder, 'gcc', '-Isrc', '-c', source, '-o', `host${i}.o`);
  run(folder, 'g++', '-Isrc', '-o', 'host', 'host.cpp', ...sources.map((_, i) => `host${i}.o`));
  expect(run(folder, './host')).toContain(', as recorded, in 0 us');
});

test('zephyr: the module names its files, and its CMake adds sources that are there', () => {
  const { folder, files } = written('zephyr');
  const module = files.find(({ path }) => path === 'zephyr/module.yml')?.text ?? '';
  expect(module).toContain('  cmake: zephyr\n  kconfig: zephyr/Kconfig\n');
  expect(files.find(({ path }) => path === 'zephyr/Kconfig')?.text).toMatch(/^config THIMBLE_MODEL\n\tbool "/);
  writeFileSync(join(folder, 'check.cmake'), `function(zephyr_library_named name)
endfunction()
function(zephyr_library_sources)
  foreach(source \${ARGN})
    if(NOT EXISTS \${source})
      message(FATAL_ERROR "\${source} is missing")
    endif()
    message(STATUS "source \${source}")
  endforeach()
endfunction()
function(zephyr_include_directories folder)
  if(NOT EXISTS \${folder}/model.h)
    message(FATAL_ERROR "model.h is missing")
  endif()
endfunction()
include(zephyr/CMakeLists.txt)
`);
  expect(run(folder, 'cmake', '-DCONFIG_THIMBLE_MODEL=y', '-P', 'check.cmake').match(/source /g)?.length).toBe(files.filter(({ path }) => /^(model|profile|kernels\/.*)\.c$/.test(path)).length);
  expect(run(folder, 'cmake', '-P', 'check.cmake')).toBe('');
});

test('the README counts layers and the fullest step from 1, and its sum is the arena', () => {
  for (let seed = 0; seed < 30; seed++) {
    const rng = new Rng(`readme ${seed}`);
    const one = randomNet(rng, ['conv2d', 'depthwiseConv2d', 'add', 'maxPool2d']);
    const made = quantise(randomWeights(one, rng), randomInputs(one, 1, rng), 1, { scale: 1 / 50, zeroPoint: 3 });
    const plan = planArena(one);
    const text = emitBundle(made, plan, { title: 'Steps', classes: Array.from({ length: elements(one.tensors[one.outputs[0]].shape) }, (_, i) => `c${i}`) }).find(({ path }) => path === 'README.md')?.text ?? '';
    const { step, name } = peakOf(plan, one);
    expect(text).toContain(`The arena is full at step ${step + 1}, ${name}:`);
    const numbered = [...text.matchAll(/^\| (\d+) \| (.+?) \|/gm)].map(([, number, layer]) => [Number(number), layer]);
    expect(numbered).toEqual(one.nodes.map((node, i) => [i + 1, node.name]));
    const alive = text.slice(text.indexOf('| alive |'), text.indexOf('| # |'));
    const bytes = [...alive.matchAll(/\| (\d+) \|$/gm)].map(([, count]) => Number(count));
    expect(bytes.reduce((sum, count) => sum + count, 0)).toBe(plan.bytes);
  }
});

test('a CMake project of one\'s own, in C++, adds the folder and links the library', () => {
  const { folder } = written('cmake');
  const own = join(root, 'own');
  mkdirSync(own);
  writeFileSync(join(own, 'CMakeLists.txt'), `cmake_minimum_required(VERSION 3.13)
project(app C CXX)
add_executable(example app.cpp)
add_subdirectory(${folder} net)
target_link_libraries(example PRIVATE model)
if(CMAKE_BUILD_TYPE)
  message(FATAL_ERROR "the folder chose ${'$'}{CMAKE_BUILD_TYPE}")
endif()
`);
  writeFileSync(join(own, 'app.cpp'), `#include "model.h"
#include "selftest.h"
#include <cstring>
int main() {
  alignas(4) static int8_t arena[MODEL_ARENA_BYTES];
  static int8_t output[MODEL_OUTPUT_BYTES];
  model_invoke(arena, selftest_input, output);
  return std::memcmp(output, selftest_output, sizeof output) != 0;
}
`);
  run(own, 'cmake', '-B', 'build');
  run(own, 'cmake', '--build', 'build');
  run(own, join(own, 'build', 'example'));
});
