/** What is drawn of an output being computed lies where the layer's geometry has it, and the words say the stored byte. */
import { expect, test } from 'vitest';
import { cellOf, defaultRecipe, finishJob } from '../../../engine/index.ts';
import { cellFinding, cellTable, drawingOf, partText, said } from './cellDrawing.ts';
import { host, model, view } from './testing.ts';

const input = Int8Array.from({ length: view.tensors[view.inputs[0]].bytes }, (_, i) => ((i * 37) % 256) - 128);
const { tensors } = await finishJob(host, 'activations', { recipe: defaultRecipe, model, input });

test.each(view.layers.filter(({ arithmetic }) => arithmetic !== null).map((layer) => [layer.name, layer] as const))('%s', (_name, layer) => {
  const [height, width, channels] = view.tensors[layer.output].shape;
  for (const place of [[0, 0, 0], [height - 1, width - 1, channels - 1], [height >> 1, width >> 1, channels >> 1]] as const) {
    const cell = cellOf(view, layer, tensors, place);
    if (cell === null) throw new Error('there is arithmetic');
    expect(cellFinding(view, layer, cell)).toMatch(new RegExp(`is ${said(tensors[layer.output].values[(place[0] * width + place[1]) * channels + place[2]])}, the byte stored\\.$`));
    for (let step = 0; step < cell.parts.length + cell.steps.length; step++) {
      const { inputs, closeUp, output } = drawingOf(view, layer, tensors, cell, step);
      for (const { map, window, lit } of inputs) {
        for (const [row, column] of lit) {
          expect(map.at(row, column)).toBeGreaterThanOrEqual(0);
          expect(row >= window.row && row < window.row + window.rows && column >= window.column && column < window.column + window.columns, `${layer.name} step ${step}`).toBe(true);
        }
      }
      expect(output.map.values[output.map.at(output.row, output.column)]).toBe(cell.value);
      expect(closeUp.terms.length).toBeGreaterThan(0);
      if (step < cell.parts.length) expect(partText(view, layer, cell, step).formula).not.toMatch(/undefined|NaN/);
    }
    expect(cellTable(cell).rows.at(-1)?.at(-1)).toBe(cell.value);
  }
});
