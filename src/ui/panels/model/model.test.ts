/** The model view's words and links: boxes join as the layers do, searches find, every layer has its passages of code, every weight its place. */
import { expect, test } from 'vitest';
import { defaultRecipe, defaultTechniques, finishJob } from '../../../engine/index.ts';
import { passagesOf } from './CodePane.tsx';
import { costsOf, graphFinding, matching, nodesOf, tableOf } from './layers.ts';
import { channelOf, placeOf } from './Weights.tsx';
import { host, model, view } from './testing.ts';

const analysis = await finishJob(host, 'analyze', { recipe: defaultRecipe, file: { path: 'model', bytes: model } });
const costs = costsOf(view, analysis, null);

test('boxes stand in order, read what their layers read, and the dearest has the whole bar', () => {
  const nodes = nodesOf(view, costs, 'macs');
  expect(nodes.length).toBe(view.layers.length + 2);
  nodes.forEach(({ inputs }, at) => expect(inputs.every((id) => id < at)).toBe(true));
  for (const layer of view.layers) expect(nodes[layer.index + 1].inputs.length).toBe(layer.inputs.length);
  expect(Math.max(...nodes.map(({ share }) => share ?? 0))).toBe(1);
  expect(tableOf(view, costs).rows.reduce((sum, row) => sum + Number(row[6]), 0)).toBe(analysis.macs);
  expect(graphFinding(view, costs, 'time')).toMatch(/^\d+ layers, \d+ of which join branches; \S+ takes the most time, \d+ % of [\d.]+ ms, estimated\.$/);
});

test('what runs patch by patch is timed as the simulator timed it, as one, and named so', async () => {
  const techniques = { ...defaultTechniques, patch: { rows: 3, cols: 1, steps: 5 } };
  const recipe = defaultRecipe;
  const opened = await finishJob(host, 'tensors', { recipe, model, techniques });
  const whole = await finishJob(host, 'analyze', { recipe, file: { path: 'model', bytes: model }, techniques });
  const ran = await finishJob(host, 'simulate', { recipe, model, inputs: new Int8Array(490), techniques });
  const of = costsOf(opened, whole, ran);
  const [stage, ...rest] = ran.layers;
  expect(stage.op).toBe('patches');
  expect(of.reduce((total, one) => total + one.macs, 0)).toBe(whole.macs);
  expect(of.reduce((total, one) => total + (one.stage ? one.macs : 0), 0)).toBe(stage.macs);
  const sum = (list: readonly { readonly latencyMs: number }[]): number => list.reduce((total, one) => total + one.latencyMs, 0);
  expect(sum(of.filter((one) => one.stage))).toBeCloseTo(stage.latencyMs, 9);
  expect(sum(of)).toBeCloseTo(stage.latencyMs + sum(rest.filter(({ op }) => op !== 'runner')), 9);
  expect(graphFinding(opened, of, 'time')).toMatch(/patches, take the most time, .*, simulated\.$/);
  expect(graphFinding(opened, of, 'time')).toContain(`; ${stage.name}`);
});

test('a search finds by name, operator, kernel and shape, and all its words count', () => {
  expect(matching(view, '  ')).toBeNull();
  expect(matching(view, 'depthwise')).toEqual(view.layers.filter(({ op }) => op === 'depthwiseConv2d').map(({ index }) => index));
  expect(matching(view, 'stage1 ADD')).toEqual(view.layers.filter(({ name, op }) => op === 'add' && name.startsWith('stage1')).map(({ index }) => index));
  expect(matching(view, '25x5x60')?.length).toBeGreaterThan(0);
  expect(matching(view, 'no such layer')).toEqual([]);
});

test('every layer has its entry in the plan, and with weights its constants, in the order of the file', () => {
  if (view.code === null) throw new Error('there is code');
  for (const { index, name, weights } of view.layers) {
    const passages = passagesOf(view.code, index);
    expect(passages.at(-1)?.what).toBe('entry in the plan');
    expect(view.code.lines[passages.at(-1)?.line ?? 0].text).toContain(`/* ${name} */`);
    if (weights) expect(passages.map(({ what }) => what)).toEqual(['constants, declared', 'constants, values', 'entry in the plan']);
    expect(passages.map(({ line }) => line)).toEqual(passages.map(({ line }) => line).sort((a, b) => a - b));
  }
});

test('a weight is found by its place, whichever way round they lie', () => {
  for (const { weights } of view.layers) {
    if (!weights) continue;
    const { shape, channelAxis, values } = weights;
    for (const index of [0, 1, Math.floor(values.length / 2), values.length - 1]) {
      const place = placeOf(shape, index);
      expect(place.reduce((at, one, axis) => at * shape[axis] + one, 0)).toBe(index);
      expect(channelOf(weights, index)).toBe(place[channelAxis]);
    }
  }
});
