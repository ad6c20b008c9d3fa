/** The whole way: a bundle that times itself, compiled for a board and run there (simulated), prints what the reader takes and what the simulation says. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compileNet, emitBundle } from '../../core/codegen/index.ts';
import { Rng } from '../../core/lib/index.ts';
import { decodeInt8Net, encodeInt8Net, quantise, randomInputs, randomWeights } from '../../core/quant/index.ts';
import { buildNet } from '../../core/net/index.ts';
import { dscnnSpace, sampleGenome, toArchitecture } from '../../core/space/index.ts';
import { cores, targetFlags } from '../../kernels/qemu/cores.ts';
import { run, SUPPORT } from '../../kernels/qemu/run.ts';
import { compareMeasured, defaultRecipe, defaultTechniques, finishJob, inlinePool, readMeasured, type Host, type Techniques } from '../index.ts';

const readAsset = async (path: string): Promise<Uint8Array> => new Uint8Array(readFileSync(join('public', path)));
const breathe = (): Promise<void> => Promise.resolve();
const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => performance.now(), breathe };
const root = mkdtempSync(join(tmpdir(), 'measured-'));
afterAll(() => rmSync(root, { recursive: true }));

const rng = new Rng('measured');
const net = buildNet(toArchitecture(dscnnSpace(), sampleGenome(dscnnSpace(), rng)));
const model = encodeInt8Net(quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng), 2, { scale: 1 / 50, zeroPoint: 3 }));
const { int8Net, plan } = compileNet(decodeInt8Net(model, 'model'));
const input = randomInputs(net, 1, rng.fork('input'));

/** The bundle's sources, with timing switched on. */
function written(): string[] {
  const files = emitBundle(int8Net, plan, { title: 'Timed', classes: Array.from({ length: 12 }, (_, i) => `class ${i}`), sample: { input, note: 'The input' } });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return files.map(({ path }) => path).filter((path) => path.endsWith('.c') && path !== 'main.c');
}

const FLAGS = ['-std=c99', '-O2', '-Wall', '-Wextra', '-pedantic', '-Werror', '-DTHIMBLE_PROFILE', '-I.'];
const MAIN = `#include "kernels/profile.h"
#include "selftest.h"
#include "start.h"
static int32_t arena[(MODEL_ARENA_BYTES + 3) / 4];
static int8_t output[MODEL_OUTPUT_BYTES];
int main(void) { for (int i = 0; i < 2; i++) { model_invoke((int8_t *)arena, selftest_input, output); profile_print(write_text); } return 0; }
`;

/** Images where the boards in question have their memories. */
function linked(core: typeof cores.m4 | typeof cores.m0plus, sources: readonly string[], flash: string): string {
  const script = readFileSync(join(SUPPORT, 'link.ld'), 'utf8').replace(/FLASH \(rx\).*/, `FLASH (rx) : ORIGIN = ${flash}, LENGTH = 512K`).replace('LENGTH = 0x400000\n}', 'LENGTH = 128K\n}');
  writeFileSync(join(root, 'board.ld'), script);
  writeFileSync(join(root, 'timed.c'), MAIN);
  run(root, 'arm-none-eabi-gcc', ...targetFlags(core), '-O2', '-DTHIMBLE_PROFILE', '-nostartfiles', '--specs=nano.specs', '-Wl,--build-id=none', '-T', 'board.ld', '-I.', `-I${SUPPORT}`, '-o', `${core.name}.elf`, join(SUPPORT, 'start.c'), 'timed.c', ...sources);
  return `${core.name}.elf`;
}

test.each([['stm32f446', cores.m4], ['stm32g0b1', cores.m0plus]] as const)('%s: its own counter says within two per cent what the simulation says', async (board, core) => {
  const image = linked(core, written(), '0x08000000');
  const recipe = { ...defaultRecipe, board };
  const ran = await finishJob(host, 'runImage', { recipe, image: { path: image, bytes: new Uint8Array(readFileSync(join(root, image))) } });
  const simulated = await finishJob(host, 'simulate', { recipe, model, inputs: input, techniques: defaultTechniques });
  const compared = compareMeasured(readMeasured(ran.text), simulated, board);
  expect(ran.text).toMatch(/^layer,name,cycles\n0,\w/);
  expect(compared).toMatchObject({ by: 'layers', notes: [], summed: true });
  expect(compared.rows.map(({ name, runs }) => [name, runs])).toEqual(simulated.layers.filter(({ op }) => op !== 'runner').map(({ name }) => [name, 2]));
  expect(Math.abs(compared.ratio - 1)).toBeLessThan(0.02);
});

test('on a computer, too, it compiles without a warning and says microseconds', () => {
  run(root, 'gcc', ...FLAGS, '-o', 'example', 'main.c', ...written());
  expect(readMeasured(run(root, './example').stderr)).toMatchObject({ totals: [], kinds: [], rows: expect.arrayContaining([expect.objectContaining({ layer: 0, unit: 'us' })]) });
});

test('a stage of patches is held against all its layers, whether the board is simulated or not', async () => {
  const techniques = { ...defaultTechniques, patch: { rows: 2, cols: 2, steps: 5 } } as const;
  const on = (board: string, more: Techniques = techniques) => finishJob(host, 'simulate', { recipe: { ...defaultRecipe, board }, model, inputs: input, techniques: more });
  const [simulated, estimated, whole] = [await on('stm32f446'), await on('esp32'), await on('esp32', { ...defaultTechniques, reorder: false })];
  expect(estimated.simulated).toBeNull();
  expect(estimated.layers.map(({ index, name, op }) => [index, name, op])).toEqual(simulated.layers.slice(0, -1).map(({ index, name, op }) => [index, name, op]));
  expect(estimated.layers[0].op).toBe('patches');
  expect(estimated.layers[0].cycles).toBeGreaterThan(whole.layers.slice(0, 5).reduce((sum, { cycles }) => sum + cycles, 0));
  // as layers.h of the bundle calls them
  const log = estimated.layers.map(({ index, name, op, cycles }) => `${index},${op === 'patches' ? `${net.nodes[0].name} to ${net.nodes[4].name} in patches` : name},${2 * cycles}`);
  const compared = compareMeasured(readMeasured(`layer,name,cycles\n${log.join('\n')}\n`), estimated, 'esp32');
  expect(compared).toMatchObject({ by: 'layers', notes: [], summed: true, ratio: 2 });
  expect(compared.residuals?.mean).toBeCloseTo(0, 9);
});
