/** A softmax whose sum reaches 512 gives nobody anything: executor, wasm and C on the host alike, as TensorFlow Lite Micro. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compileNet, emitBundle } from '../../core/codegen/index.ts';
import { assembleInt8Net, runInt8 } from '../../core/quant/index.ts';
import { loadRunner, Session } from '../../core/sim/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'softmax-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(tool: string, ...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync(tool, args, { cwd: folder, encoding: 'utf8', input: '' });
  expect(error, `${tool} cannot be run; npm test installs it on Debian and Ubuntu`).toBeUndefined();
  expect(status, `${tool} ${args.join(' ')}\n${stdout}${stderr.slice(-2000)}`).toBe(0);
  return stdout;
}

test.each([[511, -127], [512, -128]])('%i equal scores are %i each', async (channels, share) => {
  const shape = [1, 1, channels] as const;
  const tensors = [{ name: 'scores', shape }, { name: 'shares', shape }];
  const nodes = [{ kind: 'softmax', name: 'softmax', inputs: [0], output: 1, beta: 1 }] as const;
  const given = assembleInt8Net({ name: 'softmax', tensors, nodes, inputs: [0], outputs: [1] }, [{ scale: 0.05, zeroPoint: 0 }, { scale: 1 / 256, zeroPoint: -128 }], new Map(), 'double');
  const [scores, shares] = [new Int8Array(channels), new Int8Array(channels).fill(share)];
  expect(runInt8(given, scores)).toEqual(shares);
  const { int8Net, plan } = compileNet(given, {});
  expect(new Session(await loadRunner(readFileSync('public/kernels/int8.wasm')), int8Net, plan).run(scores)).toEqual(shares);
  const files = emitBundle(int8Net, plan, { title: 'softmax', classes: Array.from(scores, (_, i) => `class ${i}`) });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(folder, 'scores.bin'), scores);
  run('gcc', '-std=c99', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-o', 'host', ...files.map(({ path }) => path).filter((path) => path.endsWith('.c')));
  expect(run('./host', 'scores.bin')).toBe(`${shares.join(' ')} -> class 0\n`);
});
