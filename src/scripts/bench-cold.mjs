/**
 * Cold start in Chromium: from the bytes of the keyword network's image to its first result (self-test passed, text,
 * instructions, cycles), in an engine worker that has simulated nothing before, on the built page under its own policy.
 *
 *   npm run build && node src/scripts/bench-cold.mjs [--board stm32f446] [--runs 9] [--json]
 *
 * Medians, milliseconds: `first`, in a worker whose script is loaded; `worker`, what starting that worker took before;
 * `again`, the same image once more in the same worker. THIMBLE_PAGE and THIMBLE_CLI name other builds than dist's.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const { values } = parseArgs({ options: { board: { type: 'string', default: 'stm32f446' }, runs: { type: 'string', default: '9' }, json: { type: 'boolean', default: false } } });
const page = process.env.THIMBLE_PAGE ?? 'dist/page';
const cli = process.env.THIMBLE_CLI ?? 'dist/cli/thimble.js';

/** Talks to the engine's worker as the page does (Comlink's messages), and times the answers. */
async function timeIn({ worker, recipe, image }) {
  const bytes = Uint8Array.from(atob(image), (char) => char.charCodeAt(0));
  const started = performance.now();
  const engine = new Worker(`assets/${worker}`, { type: 'module' });
  let serial = 0;
  const call = (path, argumentList, transfer = []) => new Promise((resolve) => {
    const id = String(serial++);
    const hear = ({ data }) => {
      if (data?.id !== id) return;
      engine.removeEventListener('message', hear);
      resolve(data.value);
    };
    engine.addEventListener('message', hear);
    engine.postMessage({ id, type: 'APPLY', path, argumentList }, transfer);
  });
  const raw = (value) => ({ type: 'RAW', value });
  await call(['alive'], []);
  const times = [performance.now() - started];
  for (let i = 0; i < 2; i++) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => data?.id && port1.postMessage({ id: data.id, type: 'RAW' });
    const from = performance.now();
    const answer = await call(['run'], [raw(i), raw(document.baseURI), raw('runImage'), raw({ recipe, image: { path: 'keywords.elf', bytes } }), { type: 'HANDLER', name: 'proxy', value: port2 }], [port2]);
    times.push(performance.now() - from);
    if (!answer?.ok || answer.result.exit !== 0) throw new Error(JSON.stringify(answer?.error ?? answer?.result?.text));
  }
  engine.terminate();
  return times;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const folder = mkdtempSync(join(tmpdir(), 'thimble-cold-'));
const server = await preview({ build: { outDir: page }, preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const recorded = JSON.parse(readFileSync(join(page, 'recorded/keywords.json'), 'utf8'));
  const [model, elf] = [join(folder, 'keywords.tim'), join(folder, 'keywords.elf')];
  writeFileSync(model, Buffer.from(recorded.model, 'base64url'));
  execFileSync('node', [cli, 'export', model, '--board', values.board, '--format', 'elf', '--out', elf], { stdio: ['ignore', 'ignore', 'inherit'] });
  const given = { worker: readdirSync(join(page, 'assets')).find((name) => /^engine\.worker-.*\.js$/.test(name)), recipe: { ...recorded.recipe, board: values.board }, image: readFileSync(elf).toString('base64') };
  const rows = [];
  for (let run = 0; run < Number(values.runs); run++) {
    const tab = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
    await tab.goto(server.resolvedUrls.local[0]);
    await tab.getByText(/takes the most: .* instructions/).waitFor({ timeout: 60_000 }); // the page's own work is done
    rows.push(await tab.evaluate(timeIn, given));
    await tab.context().close();
  }
  const of = (at) => rows.map((row) => row[at]);
  const result = { board: values.board, runs: rows.length, first: { median: median(of(1)), least: Math.min(...of(1)) }, worker: median(of(0)), again: median(of(2)), load: loadavg()[0] };
  console.log(values.json ? JSON.stringify(result) : `${values.board}: first result after ${result.first.median.toFixed(0)} ms (least ${result.first.least.toFixed(0)}, ${rows.length} runs), the same again ${result.again.toFixed(0)} ms; starting the worker ${result.worker.toFixed(0)} ms before; load ${result.load.toFixed(1)}`);
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
