import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { zipSync } from 'fflate';
import { build } from 'vite';
import { png } from '../core/data/user/testing/encode.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../core/train/index.ts';
import { boardRows, decodeLink, encodeLink, parseRecipe } from '../engine/index.ts';

// whole searches, several threads each, on a machine that may be busy
vi.setConfig({ testTimeout: 240_000 });

/** Built into a folder of its own inside the repository, so that assets are found as in a clone. */
mkdirSync('node_modules/.cache', { recursive: true });
const home = mkdtempSync(resolve('node_modules/.cache/thimble-cli-'));
const work = join(home, 'work');
const program = join(home, 'dist', 'cli', 'thimble.js');
const fixtures = resolve('../shared/fixtures');

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const thimble = (...args: string[]): Promise<Outcome> =>
  new Promise((done) => {
    execFile(process.execPath, [program, ...args], { cwd: work, maxBuffer: 1 << 26 }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });

const parsed = async (...args: string[]): Promise<Record<string, unknown>> => {
  const { code, out, err } = await thimble(...args);
  expect([code, code === 0 ? '' : err]).toEqual([0, '']);
  return JSON.parse(out) as Record<string, unknown>;
};

beforeAll(async () => {
  mkdirSync(work);
  writeFileSync(join(work, 'recipe.json'), JSON.stringify(recipe));
  await build({ mode: 'cli', logLevel: 'error', build: { outDir: join(home, 'dist', 'cli'), emptyOutDir: false } });
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The smallest search that still does everything. */
const recipe = parseRecipe({
  version: 1,
  training: { checkpoint: null, fineTuneEpochs: 0 },
  search: { population: 4, parents: 2, generations: 1, crossovers: 2, mutations: 2, calibration: 64, examples: 64 },
  quant: { calibration: 4 },
});

describe('thimble', () => {
  test('starts as a program and explains itself and every command with examples', async () => {
    expect(readFileSync(program, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
    expect((await thimble('--help')).out).toContain('thimble COMMAND --help');
    for (const command of ['spaces', 'analyze', 'train', 'search', 'export', 'simulate', 'eval', 'open']) {
      const { code, out } = await thimble(command, '--help');
      expect([code, out.includes(`thimble ${command}`), out.includes('Examples')]).toEqual([0, true, true]);
    }
  });

  test('says its version, and that a result could not be written', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await thimble('--version')).toEqual({ code: 0, out: `thimble ${version}\n`, err: '' });
    if (!existsSync('/dev/full')) return;
    const { status, stderr } = spawnSync('sh', ['-c', '"$0" "$1" --help > /dev/full', process.execPath, program], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^thimble: the result cannot be written \(ENOSPC/)]);
    expect(spawnSync('sh', ['-c', '"$0" "$1" spaces --samples 5 --json | head -c 1', process.execPath, program], { encoding: 'utf8' }).stderr).not.toMatch(/EPIPE|internal/);
  });

  test('"-" is the standard input', () => {
    const piped = (input: Uint8Array | string, ...args: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: work, input });
    expect(JSON.parse(piped('dscnn_00000000000000000000', 'analyze', '-', '--json').stdout)).toMatchObject({ genome: 'dscnn_00000000000000000000' });
    expect(piped('', 'analyze', '-')).toMatchObject({ status: 2, stderr: expect.stringMatching(/^thimble analyze: .*is empty\n$/) });
  });

  test('help names networks that exist, and "help COMMAND" is COMMAND --help', async () => {
    for (const command of ['analyze', 'simulate']) {
      const { out } = await thimble('help', command);
      expect(out).toContain(`thimble ${command} FILE`);
      const [genome] = /dscnn_\d+/.exec(out) ?? [''];
      expect((await parsed('analyze', genome, '--json')).genome).toBe(genome);
      // of a network that is not compiled, too, the peak is a sum
      const text = (await thimble('analyze', genome, '--explain-peak')).out;
      const [, uses, sum] = /\npeak of the planned arena, step \d+ \S+:\n((?: .*\n)+?) +([\d,]+) B  sum\n/.exec(text) ?? [];
      const added = [...uses.matchAll(/(-?[\d,]+) B/g)].reduce((total, [, count]) => total + Number(count.replaceAll(',', '')), 0);
      expect(added).toBe(Number(sum.replaceAll(',', '')));
    }
  });

  test('spaces ranks the 108 spaces best first, with the fields of the contract', async () => {
    const { spaces, networksPerSecond } = (await parsed('spaces', '--board', 'stm32f746', '--samples', '100', '--json')) as { spaces: { id: string; meanMacs: number }[]; networksPerSecond: number };
    expect(spaces).toHaveLength(108);
    expect(Object.keys(spaces[0])).toEqual(expect.arrayContaining(['id', 'width', 'resolution', 'meanMacs', 'p80Macs', 'samples', 'survivors']));
    expect(spaces[0].meanMacs).toBeGreaterThan(spaces[1].meanMacs);
    expect(networksPerSecond).toBeGreaterThan(0);
  });

  test('one clear line and exit 2 for what a person can mend, 3 for what does not fit', async () => {
    writeFileSync(join(work, 'cut.json'), '{"version": 1, "task"');
    writeFileSync(join(work, 'old.json'), '{"version": 9}');
    writeFileSync(join(work, 'short.txt'), 'dscnn_1\n');
    mkdirSync(join(work, 'void'));
    writeFileSync(join(work, 'noise.bin'), new Uint8Array(5000).map((_, i) => (i * 7919) % 256));
    const cases: [string[], number, RegExp][] = [
      [['spaces', '--board', 'stm32f764'], 2, /no board "stm32f764"; did you mean .*stm32f746/],
      [['search', 'recipe.json', '--sram', '9KiB'], 3, /nothing of space dscnn fits .* SRAM .* over the limit of 1\.0 KiB/],
      [['spaces', '--sram', '4KiB'], 2, /head-room: 8 KiB leave nothing of 4 KiB of SRAM/],
      [['analyze', 'cut.json'], 2, /cut\.json: is not whole JSON/],
      [['search', 'old.json'], 2, /old\.json: is of version 9; this Thimble reads version 1/],
      [['analyze', 'noise.bin'], 2, /noise\.bin: is none of/],
      [['analyze', 'nothing.json'], 2, /nothing\.json: there is no such file/],
      [['open', '#99.AAAA'], 2, /link: is of version 99/],
      [['open', '#1.AAAA'], 2, /link: /],
      [['train', '--data', 'nowhere'], 2, /nowhere: is not a folder/],
      [['spaces', '--bord', 'x'], 2, /Unknown option '--bord'; did you mean --board\?/],
      [['spaces', '--xyzzy'], 2, /Unknown option '--xyzzy'$/],
      [['spaces', '--board', 'Raspberry Pi Pico'], 2, /no board "raspberry-pi-pico"; did you mean rp2040/],
      [['spaces', '--board', 'disco-f746ng'], 2, /did you mean stm32f746/],
      [['dance'], 2, /no command "dance"/],
      [['spaces', '--sram', '-5'], 2, /--sram: "-5" is no size/],
      [['spaces', '--latency', '0'], 2, /--latency: "0" is not a number from 0\.001 to/],
      [['spaces', '--sram', '0'], 2, /--sram, in bytes: 0 is not a whole number from 1 to/],
      [['spaces', '--space', 'odd'], 2, /"odd" is no search space/],
      [['spaces', '--task', 'odd'], 2, /--task: there is no task "odd"/],
      [['analyze', ''], 2, /the name of a file is empty/],
      [['analyze', 'short.txt'], 2, /short\.txt: the genome has 1 genes/],
      [['train', '--data', 'void'], 2, /void: there is nothing to read/],
      [['export', 'recipe.json', '--format', 'elf', '--out', 'x.bin'], 2, /x\.bin: has the ending of another format than --format elf/],
      [['eval', resolve('public/checkpoints/keywords-dscnn.ckpt'), '--genome', 'largest', '--task', 'scenes'], 2, /task: "scenes" is not for networks of dscnn-wide, which are judged on "keywords"/],
      [['train', '--task', 'scene'], 2, /there is no task "scene"; known are keywords, scenes, scenes-person/],
      [['search', '--task', 'scenes', '--space', 'dscnn'], 2, /search space dscnn: tells 12 classes apart, and task "scenes" has 10/],
      [['train', '--schedule', 'odd'], 2, /--schedule: "odd" is not one of sampled, shrinking/],
      [['train', '--mixup', '0.9'], 2, /--mixup: "0\.9" is not a number from 0 to 0\.5/],
      [['train', '--resume', 'recipe.json'], 2, /recipe\.json: is no supernet checkpoint/],
      [['search', 'recipe.json', '--checkpoint', 'recipe.json'], 2, /recipe\.json: is no supernet checkpoint/],
      [['train', '--resume', 'a', '--from', 'b'], 2, /one of the two/],
      [['train', '--task', 'scenes-person', '--from', 'shipped'], 2, /no supernet ships for task "scenes-person"/],
      [['eval', 'recipe.json', '--genome', 'largest'], 2, /recipe\.json: is no supernet checkpoint/],
      [['eval', 'nothing.ckpt', '--genome', 'largest'], 2, /nothing\.ckpt: there is no such file/],
      [['train', '--words', 'yes,no'], 2, /--words: says how to read data of your own; --data PATH is missing/],
      [['open', 'recipe.json', '--board', 'rp2040'], 2, /Unknown option '--board'/],
      ...['sram', 'flash', 'latency', 'headroom'].map((limit): [string[], number, RegExp] => [['train', `--${limit}`, '64'], 2, new RegExp(`--${limit}: says what a search may choose`)]),
      [['train', '--epochs', '-1'], 2, /--epochs: "-1" is not a whole number/],
      [['train', '--out', '.'], 2, /^thimble train: \.: is a folder; the name of a file is needed/],
      [['train', '--out', 'recipe.json/x'], 2, /^thimble train: recipe\.json: is a file; a folder is needed/],
      [['search', 'recipe.json', '--out', 'recipe.json'], 2, /^thimble search: recipe\.json: is a file; a folder is needed/],
      [['export', 'recipe.json', '--zip', '.'], 2, /^thimble export: \.: is a folder; the name of a file is needed/],
      ...(existsSync('/dev/zero') ? [[['analyze', '/dev/zero'], 2, /\/dev\/zero: holds more than 512 MiB/] satisfies [string[], number, RegExp]] : []),
      ...(existsSync('/proc/self') ? [[['search', 'recipe.json', '--out', '/proc/x/y'], 2, /\/proc\/x\/y: cannot be written to/] satisfies [string[], number, RegExp]] : []),
    ];
    const outcomes = await Promise.all(cases.map(([args]) => thimble(...args)));
    for (const [i, [args, code, message]] of cases.entries()) {
      const lines = outcomes[i].err.trim().split('\n');
      expect([args, outcomes[i].code]).toEqual([args, code]);
      expect(lines.at(-1)).toMatch(message);
      expect(outcomes[i].out).toBe('');
    }
  });

  test.skipIf(!existsSync(fixtures))('analyze reads the published architectures and finds the published figures', async () => {
    const result = (await parsed('analyze', join(fixtures, 'nas/mcunet-320kb-1mb_imagenet.json'), '--board', 'stm32f746', '--json')) as {
      macs: number; parameters: number; peakSramBytes: { total: number; arena: number; scratch: number; stack: number }; layers: object[];
    };
    expect((result.macs / 1e6).toFixed(1)).toBe('81.8');
    expect((result.parameters / 1e6).toFixed(2)).toBe('0.74');
    const { total, arena, scratch, stack } = result.peakSramBytes;
    expect((arena + scratch) / 1024).toBeCloseTo(260.1, 1);
    expect([total, stack > 0]).toEqual([arena + scratch + stack, true]);
    expect(Object.keys(result.layers[0])).toEqual(['index', 'name', 'op', 'inputShape', 'outputShape', 'macs', 'weightBytes', 'sramBytes', 'latencyMs']);
    expect((await thimble('analyze', join(fixtures, 'nas/mcunet-320kb-1mb_imagenet.json'), '--board', 'stm32f411')).code).toBe(3);
  });

  test.skipIf(!existsSync(fixtures))('a .tflite is analysed, run and exported; the answers are TFLite Micro\'s', async () => {
    const model = join(fixtures, 'tflite/kws_ref_model.tflite');
    const { macs, layers } = (await parsed('analyze', model, '--json')) as { macs: number; layers: { op: string }[] };
    expect([macs, layers.at(-1)?.op]).toEqual([2_656_768, 'softmax']);
    const { runs } = (await parsed('simulate', model, '--input', join(fixtures, 'golden/kws.x16.in.bin'), '--json')) as { runs: { output: number[] }[] };
    expect(runs.flatMap(({ output }) => output)).toEqual([...new Int8Array(readFileSync(join(fixtures, 'golden/kws.x16.out.bin')))]);
    expect((await parsed('export', model, '--out', 'kws', '--json')).weights).toBe('file');
    expect(existsSync(join(work, 'kws/kernels/softmax.c'))).toBe(true);
    await parsed('export', model, '--tflite', 'again.tflite', '--json');
    const again = (await parsed('simulate', 'again.tflite', '--input', join(fixtures, 'golden/kws.x16.in.bin'), '--json')) as { runs: unknown };
    expect(again.runs).toEqual(runs);
    const outcome = await thimble('analyze', join(fixtures, 'tflite/unsupported_custom_op.tflite'));
    expect([outcome.code, outcome.err.trim().split('\n').length]).toEqual([2, 1]);
    expect(outcome.err).toMatch(/unsupported_custom_op\.tflite: .*ethos-u.*operator 0/);
  });

  test('open turns a link into its recipe and back', async () => {
    const link = encodeLink(recipe);
    expect(await parsed('open', link, '--out', 'opened.json', '--json')).toEqual({ recipe, link });
    expect(decodeLink(link)).toEqual(JSON.parse(readFileSync(join(work, 'opened.json'), 'utf8')));
  });

  test('search, simulate, eval and export agree, whatever the number of threads', async () => {
    const one = await parsed('search', 'recipe.json', '--out', 'one', '--workers', '1', '--json');
    const two = await parsed('search', encodeLink(recipe), '--out', 'two', '--workers', '2', '--json');
    expect({ ...two, out: 0 }).toEqual({ ...one, out: 0 });
    expect(Object.keys(one)).toEqual(expect.arrayContaining(['genome', 'accuracy', 'peakSramBytes', 'flashBytes', 'macs', 'latencyMs', 'energyMj', 'evaluations', 'hash']));
    for (const file of ['model.c', 'model.int8', 'result.json', 'recipe.json', 'link.txt', 'sample.bin']) {
      expect(readFileSync(join(work, 'two', file))).toEqual(readFileSync(join(work, 'one', file)));
    }

    const simulated = (await parsed('simulate', 'one', '--input', 'one/sample.bin', '--board', 'stm32f446', '--json')) as { output: number[]; top: number; arenaBytes: number };
    expect(simulated.output).toHaveLength(12);
    expect(simulated.arenaBytes).toBe(one.arenaBytes);
    const compiler = ['gcc', 'clang'].find((name) => existsSync(`/usr/bin/${name}`));
    if (compiler !== undefined) {
      const kernels = readdirSync(join(work, 'one/kernels')).filter((name) => name.endsWith('.c')).map((name) => `kernels/${name}`);
      execFileSync(compiler, ['-O1', '-o', join(work, 'program'), ...['main.c', 'model.c', ...kernels].map((name) => join(work, 'one', name))]);
      const printed = execFileSync(join(work, 'program'), [join(work, 'one/sample.bin')], { encoding: 'utf8' });
      expect(printed.split('->')[0].trim().split(/\s+/).map(Number)).toEqual(simulated.output);
    }

    const { accuracy, count } = (await parsed('eval', 'one/model.int8', '--json')) as { accuracy: number; count: number };
    expect([accuracy, count]).toEqual([(one.accuracy as { int8: number }).int8, one.testCount]);
    expect((await parsed('export', 'one', '--out', 'again', '--json')).weights).toBe('file');
    expect(readFileSync(join(work, 'again/model.c'))).toEqual(readFileSync(join(work, 'one/model.c')));
  });

  test('a folder of a search keeps its board, and its recipe stands for what it found', async () => {
    const found = await parsed('search', 'recipe.json', '--board', 'nrf52840', '--generations', '0', '--out', 'kept', '--json');
    for (const file of ['kept', 'kept/recipe.json', 'kept/model.int8']) {
      const { peakSramBytes, latencyMs, latency } = (await parsed('analyze', file, '--json')) as { peakSramBytes: { total: number }; latencyMs?: number; latency: { value: number } };
      expect([file, peakSramBytes.total, latencyMs ?? latency.value]).toEqual([file, found.peakSramBytes, found.latencyMs]);
    }
    const { code, err, out } = await thimble('analyze', encodeLink(recipe), '--json');
    expect([code, err]).toEqual([0, expect.stringContaining('its search is run')]);
    expect(JSON.parse(out)).toHaveProperty('genome');
  });

  test('Ctrl-C keeps a state that --resume ends with the bytes of an unbroken search', async () => {
    writeFileSync(join(work, 'long.json'), JSON.stringify({ ...recipe, search: { ...recipe.search, generations: 10 }, view: { selected: null, panel: 'board' } }));
    const whole = await parsed('search', 'long.json', '--workers', '3', '--json');
    const child = execFile(process.execPath, [program, 'search', 'long.json', '--workers', '1', '--out', 'broken', '--json'], { cwd: work });
    let told = '';
    child.stderr?.on('data', (text: string) => (told += text));
    const watch = setInterval(() => {
      if (!existsSync(join(work, 'broken/search-state.json'))) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 20);
    const code = await new Promise((done) => child.on('close', done));
    expect([code, told.trim().split('\n').at(-1)]).toEqual([1, expect.stringMatching(/stopped; broken.search-state\.json is kept: .*--resume/)]);
    const { view: _, ...unordered } = JSON.parse(readFileSync(join(work, 'long.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(work, 'long.json'), JSON.stringify(Object.fromEntries(Object.entries(unordered).reverse())));
    const resumed = await parsed('search', 'long.json', '--workers', '2', '--out', 'broken', '--resume', '--json');
    expect({ ...resumed, out: 0 }).toEqual({ ...whole, out: 0 });
    expect(existsSync(join(work, 'broken/search-state.json'))).toBe(false);
    for (const damaged of ['null', '[]', '{"version":1,"candidates":3}']) {
      writeFileSync(join(work, 'broken/search-state.json'), damaged);
      const { code: refused, err } = await thimble('search', 'long.json', '--out', 'broken', '--resume');
      expect([refused, err.trim().split('\n').at(-1)]).toEqual([2, expect.stringMatching(/search checkpoint: /)]);
    }
  });

  test('recordings may be linked; one empty class folder ends it in one line that names it', async () => {
    const pcm = (seed: number): Buffer => {
      const wav = Buffer.alloc(44 + 3200);
      wav.write('RIFF\x84\x0c\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data\x80\x0c\x00\x00', 'latin1');
      for (let i = 0; i < 1600; i++) wav.writeInt16LE(((i * seed * 37) % 2000) - 1000, 44 + 2 * i);
      return wav;
    };
    for (const folder of ['store', 'own/left', 'own/up']) mkdirSync(join(work, folder), { recursive: true });
    for (let i = 1; i <= 6; i++) {
      writeFileSync(join(work, `store/${i}.wav`), pcm(i));
      symlinkSync(join(work, `store/${i}.wav`), join(work, i % 2 === 0 ? 'own/left' : 'own/up', `${i}.wav`));
    }
    symlinkSync(join(work, 'own/left'), join(work, 'own/right'));
    const { data } = await parsed('train', '--data', 'own', '--epochs', '0', '--out', 'own.ckpt', '--json');
    symlinkSync(join(work, 'own'), join(work, 'own/up/again'));
    symlinkSync(join(work, 'nowhere'), join(work, 'own/up/lost.wav'));
    const looped = await parsed('train', '--data', 'own', '--epochs', '0', '--out', 'own.ckpt', '--json');
    expect(looped.data).toEqual({ ...(data as object), leftOut: 1 });
    const foreign = await thimble('search', 'recipe.json', '--data', 'own');
    expect([foreign.code, foreign.err.trim().split('\n').at(-1)]).toEqual([2, expect.stringContaining('the 3 classes (left, right, up) are not those of the shipped supernet')]);
    mkdirSync(join(work, 'own/void'));
    const { code, err } = await thimble('train', '--data', 'own', '--epochs', '0', '--out', 'own.ckpt');
    expect([code, err.trim().split('\n').at(-1)]).toEqual([2, expect.stringContaining('class folder "void" has no WAV file')]);
  });

  test('pictures in a zip and measurements in a table are trained on as sounds are, and what is left out is said', async () => {
    const line = (seed: number): number[] => [0, ...Array.from({ length: 16 }, (_, x) => [(x * seed) % 256, seed % 256, 9]).flat()];
    const picture = (seed: number): Uint8Array => png({ width: 16, height: 16, lines: Array.from({ length: 16 }, () => line(seed)).flat() });
    const entries = Array.from({ length: 24 }, (_, i) => [`pictures/${i % 2 === 0 ? 'cat' : 'dog'}/${i}.png`, picture(i + 1)] as const);
    writeFileSync(join(work, 'pets.zip'), zipSync({ ...Object.fromEntries(entries), 'pictures/cat/none.png': new Uint8Array(3) }));
    const { code, out, err } = await thimble('train', '--data', 'pets.zip', '--epochs', '0', '--out', 'pets.ckpt', '--json');
    expect([code, (JSON.parse(out) as { data: { used: number; leftOut: number } }).data]).toEqual([0, expect.objectContaining({ kind: 'image', used: 24, leftOut: 1 })]);
    expect(err).toContain('pictures/cat/none.png: is neither PNG nor JPEG');
    const told = await thimble('eval', 'pets.ckpt', '--genome', 'smallest', '--data', 'pets.zip', '--json');
    expect(JSON.parse(told.out)).toMatchObject({ genome: expect.stringMatching(/^toybox-.*-c2_0+$/), classes: ['cat', 'dog'], accuracy: expect.any(Number), confusion: [[expect.any(Number), expect.any(Number)], [expect.any(Number), expect.any(Number)]] });
    const astray = await thimble('eval', 'pets.ckpt', '--genome', 'smallest');
    expect([astray.code, astray.err.trim().split('\n').at(-1)]).toEqual([2, expect.stringMatching(/tells 2 classes apart in 16 x 16 x 3, which no built-in task has: .*--data PATH/)]);
    expect((await thimble('eval', 'pets.ckpt', '--data', 'pets.zip')).err.trim()).toBe('thimble eval: pets.ckpt: is a supernet: --genome says which of its networks, or "largest" or "smallest"');

    writeFileSync(join(work, 'motion.csv'), `id,x,y,label\n${Array.from({ length: 480 }, (_, i) => `${i % 24},${(i * 7) % 13},${i},${i % 2 === 0 ? 'up' : 'down'}`).join('\n')}\n`);
    const table = await parsed('train', '--data', 'motion.csv', '--window', '10', '--epochs', '0', '--out', 'motion.ckpt', '--json');
    expect(table.data).toMatchObject({ kind: 'series', dealtBy: 'recording' });
    const plain = await thimble('train', '--data', 'motion.csv', '--epochs', '0', '--out', 'motion.ckpt');
    expect([plain.code, plain.err.trim().split('\n').at(-1)]).toEqual([2, expect.stringContaining('2 x 1')]);
    for (const [words, message] of [[['--space', 'toybox'], /--space: toybox takes no such data; dscnn-\S+ does/], [['--from', 'shipped'], /--from: the shipped supernet is of search space dscnn, these data want one of dscnn-/]] as const) {
      const { code, err } = await thimble('train', '--data', 'motion.csv', '--window', '8', '--epochs', '0', '--out', 'motion.ckpt', ...words);
      expect([code, err.trim().split('\n').at(-1)]).toEqual([2, expect.stringMatching(message)]);
    }
    const foreign = await thimble('train', '--data', program, '--epochs', '0', '--out', 'motion.ckpt');
    expect([foreign.code, foreign.err.trim().split('\n').at(-1)]).toEqual([2, expect.stringContaining('looks like 1 .js file. Needed')]);
  });

  test('training that is stopped says where its weights are', async () => {
    const child = execFile(process.execPath, [program, 'train', '--epochs', '900', '--out', 'stopped.ckpt'], { cwd: work });
    let err = '';
    let out = '';
    child.stdout?.on('data', (text: string) => (out += text));
    child.stderr?.on('data', (text: string) => {
      if (!err.includes('train  ') && text.includes('train  ')) for (let again = 0; again < 2; again++) child.kill('SIGINT'); // as timeout and some shells send it
      err += text;
    });
    expect(await new Promise((done) => child.on('close', done))).toBe(1);
    expect(err.trim().split('\n').at(-1)).toBe('stopped; stopped.ckpt holds the weights reached, --from stopped.ckpt goes on with them');
    expect(out).not.toContain('NaN');
    expect(existsSync(join(work, 'stopped.ckpt'))).toBe(true);
  });

  test('own data are split alike whatever the seed; what a stopped run leaves is gone on with as it was begun', async () => {
    const sizes = [8, 16, 24, 40, 8, 32, 16, 48, 24, 8, 40, 16];
    const lines = sizes.flatMap((count, id) => Array.from({ length: count }, (_, i) => `${id},${(i * 7 + id) % 13},${(i * i) % 11},${id % 2 === 0 ? 'up' : 'down'}`));
    writeFileSync(join(work, 'uneven.csv'), `id,x,y,label\n${lines.join('\n')}\n`);
    const asked = ['train', '--data', 'uneven.csv', '--window', '8', '--workers', '0', '--out', 'uneven.ckpt', '--json'];
    const [one, nine] = [await parsed(...asked, '--epochs', '0'), await parsed(...asked, '--epochs', '0', '--seed', '9')];
    expect([nine.data, nine.hash === one.hash]).toEqual([one.data, false]);

    const child = execFile(process.execPath, [program, ...asked, '--epochs', '24', '--seed', '9'], { cwd: work });
    const watch = setInterval(() => {
      if (!existsSync(join(work, 'uneven.ckpt.part'))) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 20);
    const code = await new Promise((done) => child.on('close', done));
    clearInterval(watch);
    expect([code, existsSync(join(work, 'uneven.ckpt.part'))]).toEqual([1, true]);
    const { out, err } = await thimble(...asked, '--resume', 'uneven.ckpt.part', '--epochs', '3');
    expect(err).toContain('note: --resume goes on as the run was begun; --epochs count for new runs alone');
    const whole = await parsed(...asked, '--epochs', '24', '--seed', '9');
    expect(JSON.parse(out)).toMatchObject({ epochs: 24, stopped: false, hash: whole.hash });
  });

  test('--population below the preset\'s parents is a population of parents', async () => {
    expect((await thimble('search', 'recipe.json', '--population', '3', '--preset', 'quick', '--sram', '9KiB')).code).toBe(3);
  });

  test('train writes a checkpoint that search takes, and refuses one of another space', async () => {
    const { checkpoint, hash } = await parsed('train', '--epochs', '0', '--seed', '3', '--out', 'three.ckpt', '--json');
    expect(checkpoint).toBe('three.ckpt');
    const found = await parsed('search', 'recipe.json', '--checkpoint', 'three.ckpt', '--generations', '0', '--json');
    expect(found.checkpointHash).toBe(hash);
    await parsed('train', '--epochs', '0', '--space', 'dscnn-w0.5', '--out', 'half.ckpt', '--json');
    const { code, err } = await thimble('search', 'recipe.json', '--checkpoint', 'half.ckpt');
    expect([code, err.trim().split('\n').at(-1)]).toEqual([2, 'thimble search: checkpoint: a checkpoint of search space dscnn-w0.5; one of dscnn is needed']);
  });

  test('weights that a graphics processor had a hand in stay marked, however they are trained further', async () => {
    const { supernet, recipe: trainedBy } = decodeCheckpoint(new Uint8Array(readFileSync('public/checkpoints/keywords-dscnn.ckpt')), 'shipped');
    writeFileSync(join(work, 'gpu.ckpt'), encodeCheckpoint({ ...supernet, trainedOn: 'WebGPU' }, trainedBy));
    const { code, out, err } = await thimble('train', '--from', 'gpu.ckpt', '--epochs', '0', '--out', 'further.ckpt', '--json');
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ reproducible: false, trainedOn: 'WebGPU' })]);
    expect(err).toMatch(/note: not reproducible: .*graphics processor \(WebGPU\)/);
    expect(decodeCheckpoint(new Uint8Array(readFileSync(join(work, 'further.ckpt'))), 'further').supernet.trainedOn).toBe('WebGPU');
    const found = await thimble('search', 'recipe.json', '--checkpoint', 'further.ckpt', '--generations', '0', '--json');
    expect([JSON.parse(found.out).trainedOn, found.err]).toEqual(['WebGPU', expect.stringContaining('note: not reproducible')]);
  });

  test('every board can be named', () => {
    expect(boardRows().length).toBeGreaterThanOrEqual(20);
  });
});
