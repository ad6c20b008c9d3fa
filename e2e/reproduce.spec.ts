/**
 * The promise of the link: the command line and Chromium come to the same result from the same recipe, the first on
 * one worker and the second on as many as it likes. Same result hash, same bundle bytes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, linkOf, openPanel, panel, shortRecipe, test } from './thimble.ts';

test('a search in Chromium gives the bytes the command line gives', async ({ page }) => {
  test.setTimeout(240_000);
  const link = linkOf({ ...shortRecipe, seeds: { ...shortRecipe.seeds, search: 7 }, training: { ...shortRecipe.training, fineTuneEpochs: 1 } });
  const out = mkdtempSync(join(tmpdir(), 'thimble-reproduce-'));
  try {
    const printed = execFileSync('node', ['dist/cli/thimble.js', 'search', link, '--workers', '1', '--out', out, '--json'], { encoding: 'utf8', cwd: process.cwd() });
    const { hash } = JSON.parse(printed) as { hash: string };
    expect(hash).toMatch(/^[0-9a-f]{64}$/);

    await page.goto(`./${link}`);
    await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
    await expect(panel(page, 'network').locator('.result-hash')).toHaveText(hash, { timeout: 180_000 });

    await openPanel(page, 'export');
    const download = page.waitForEvent('download');
    await panel(page, 'export').getByRole('button', { name: /Download the C bundle/ }).click();
    const files = unzipSync(new Uint8Array(readFileSync(await (await download).path())));
    const modelC = Object.entries(files).find(([path]) => path.endsWith('model.c'));
    expect(Buffer.from(modelC?.[1] ?? []).equals(readFileSync(join(out, 'model.c')))).toBe(true);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
