/** Commands as the page prints them, pasted into a shell and run: each is taken, and does what the page did. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  analyzeCommand, decodeShared, encodeResultLink, evalCommandLine, exportCommandLine, genomeCommand, parseRecipe, quoted, searchCommand, simulateCommand, spacesCommand, type CommandTarget, type SharedResult,
} from '../engine/index.ts';
import { main } from './main.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const work = mkdtempSync(join(tmpdir(), 'thimble-commands-'));
afterAll(() => rmSync(work, { recursive: true }));

/** The smallest search that still does everything. */
const searched = parseRecipe({
  version: 1, budgets: { sramBytes: 65536 },
  training: { fineTuneEpochs: 0 }, search: { population: 2, parents: 1, generations: 0, calibration: 16, examples: 16 }, quant: { calibration: 2 },
});
const now = parseRecipe({ ...searched, board: 'rp2040', budgets: { ...searched.budgets, sramBytes: null, latencyMs: 900, headroomBytes: 4096 } });
const found: CommandTarget = { file: null, searched, now, techniques: ' --no-in-place --patch auto' };

/** The words a POSIX shell makes of one command, its folders moved to where nothing is in the way. */
function wordsOf(command: string): string[] {
  const words = execFileSync('sh', ['-c', command.replace(/^npx thimble /, 'printf "%s\\n" ')], { encoding: 'utf8' }).trimEnd().split('\n');
  return words.map((word) => (/^(out|bundle)\/|^it's mine\.int8$/.test(word) ? join(work, word) : word));
}

async function run(command: string): Promise<Record<string, unknown>> {
  let last = '';
  for (const one of command.split(' && ')) {
    const [out, err]: string[][] = [[], []];
    const code = await main(wordsOf(one), { out: (text) => out.push(text), err: (text) => err.push(text), live: false, signal: new AbortController().signal });
    expect([one, code, code === 0 ? '' : err.join('')]).toEqual([one, 0, '']);
    last = out.join('\n');
  }
  return JSON.parse(last) as Record<string, unknown>;
}

let first: Record<string, unknown>;
beforeAll(async () => { first = await run(searchCommand({ ...searched, view: { selected: 'dscnn_1', panel: 'network' } })); });

test('a link that tells its result is held against the run: reproduced, or where it differs', async () => {
  const { hash, resultLink } = first;
  const told = decodeShared(String(resultLink));
  expect(told).toMatchObject({ recipe: searched, result: { hash } });
  expect(await run(`npx thimble open ${quoted(String(resultLink))} --json`)).toMatchObject({ recipe: searched, result: { hash } });
  expect(await run(`npx thimble search ${quoted(String(resultLink))} --json`)).toMatchObject({ hash, reproduced: true });
  const forged = encodeResultLink({ recipe: searched, result: { ...(told.result as SharedResult), macs: 1 } });
  expect(await run(`npx thimble search ${quoted(forged)} --json`)).toMatchObject({ hash, reproduced: false });
});

/** The search that a command begins with has run; what it goes on with is what is tried. */
const goesOn = (command: string): string => {
  const [first, second] = command.split(' && ');
  expect(first).toBe(searchCommand(searched).replace(/ --json$/, ''));
  return second;
};

test('what follows the search is for the board and limits set now, with the techniques in force', async () => {
  expect(goesOn(exportCommandLine(found, 'elf'))).toBe('npx thimble export out/ --board rp2040 --sram 270336B --latency 900 --headroom 4096B --format elf --out bundle/ --no-in-place --patch auto --json');
  expect(await run(goesOn(exportCommandLine(found, 'cmake')))).toMatchObject({ format: 'cmake', weights: 'file' });
  expect(await run(goesOn(analyzeCommand(found)))).toMatchObject({ verdict: { fits: true }, memoryModel: 'plan' });
  expect(await run(goesOn(simulateCommand({ ...found, now: searched })))).toMatchObject({ equalsReference: true });
  expect(await run(goesOn(evalCommandLine(found)))).toMatchObject({ weights: 'file' });
});

test('a model file is named as the shell needs it', async () => {
  copyFileSync(join(work, 'out/model.int8'), join(work, 'it\'s mine.int8'));
  const file: CommandTarget = { ...found, file: "it's mine.int8" };
  expect(analyzeCommand(file)).toContain(`analyze 'it'\\''s mine.int8' --board rp2040 --latency 900`);
  expect(await run(analyzeCommand(file))).toMatchObject({ memoryModel: 'plan' });
  expect(await run(exportCommandLine(file, 'uf2'))).toMatchObject({ format: 'uf2' });
});

test('spaces are ranked and a network is judged by the recipe at hand', async () => {
  const tight = parseRecipe({ ...now, memoryModel: 'A', budgets: { ...now.budgets, sramBytes: 131072, latencyMs: 400 }, seeds: { ...now.seeds, search: 5 } });
  expect(await run(spacesCommand(tight, 'dscnn'))).toMatchObject({ budget: { board: 'rp2040', sramBytes: 131072, headroomBytes: 4096, latencyMs: 400 } });
  expect(await run(genomeCommand('dscnn_11201110121220220000', tight))).toMatchObject({ memoryModel: 'A', genome: 'dscnn_11201110121220220000' });
});
