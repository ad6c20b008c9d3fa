import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { assetFolder } from './host.ts';

const home = mkdtempSync(join(tmpdir(), 'thimble-assets-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const assets = (folder: string): string => {
  mkdirSync(join(home, folder, 'kernels'), { recursive: true });
  writeFileSync(join(home, folder, 'kernels/train.wasm'), '');
  return join(home, folder);
};

test('assets come from public of the clone, where scripts write them, and from a built page where that is all there is', () => {
  const cli = join(home, 'dist/cli/assets');
  mkdirSync(cli, { recursive: true });
  const page = assets('dist/page');
  expect(assetFolder(cli)).toBe(page);
  const clone = assets('public');
  expect(assetFolder(cli)).toBe(clone);
});
