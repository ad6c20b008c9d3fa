/** Toybox scenes are drawn by the same arithmetic everywhere: the browser's bytes are Node's. */
import { expect, test } from '@playwright/test';
import { build, type Rollup } from 'vite';
import { renderScene, type SceneKind } from '../src/core/data/scenes/index.ts';

const DRAWN: readonly (readonly [kind: SceneKind, seed: string, side: number])[] = [['things', '1/train', 64], ['person', '1/test', 96], ['boxes', 'any', 33]];
const EACH = 12;

interface Renderer {
  renderScene: typeof renderScene;
}

test('pictures drawn in the browser are those drawn in Node, to the byte', async ({ page }) => {
  const built = (await build({
    configFile: false, logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: 'src/core/data/scenes/index.ts', formats: ['iife'], name: 'scenes' } },
  })) as Rollup.RollupOutput[];
  await page.goto('about:blank');
  await page.addScriptTag({ content: built[0].output[0].code });
  for (const [kind, seed, side] of DRAWN) {
    const here = Array.from({ length: EACH }, (_, index) => Buffer.from(renderScene(kind, seed, index, side)).toString('hex'));
    const there = await page.evaluate(([kindThere, seedThere, sideThere, count]) => {
      const { scenes } = globalThis as unknown as { scenes: Renderer };
      return Array.from({ length: count }, (_, index) =>
        Array.from(scenes.renderScene(kindThere, seedThere, index, sideThere), (byte) => byte.toString(16).padStart(2, '0')).join(''));
    }, [kind, seed, side, EACH] as const);
    expect(there).toEqual(here);
  }
});
