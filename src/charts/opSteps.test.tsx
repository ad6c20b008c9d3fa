/** One output as it comes about: true geometry, what is taken in now marked by more than colour, and room for it at any width. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { OpSteps, type OpStepsProps, type StepMap } from './index.ts';
import { closeUpBox, layoutOf } from './opStepsLayout.ts';

const plane = (rows: number, columns: number): StepMap => ({ label: 'in', rows, columns, values: Int8Array.from({ length: rows * columns }, (_, i) => i - 20), zeroPoint: 0, at: (row, column) => row * columns + column });
const props: OpStepsProps = {
  title: 't', name: 'stem-steps', said: 'Step 2', hint: '', table: { columns: ['a'], rows: [] }, onMove: () => {}, onPlace: () => {}, onStep: () => {},
  inputs: [{ map: plane(5, 4), window: { row: -1, column: 0, rows: 3, columns: 3 }, lit: [[0, 1]] }],
  closeUp: { label: 'values', columns: 3, terms: [null, null, null, ...Array.from({ length: 6 }, (_, i) => ({ value: i, weight: -i }))], lit: [4, 5] },
  output: { map: plane(5, 4), row: 0, column: 1, done: false },
};

describe('the operator, step by step', () => {
  test('every place of the window is there, those over the edge among them; what comes later is veiled', () => {
    const svg = renderToStaticMarkup(<OpSteps {...props} />);
    expect(svg.match(/class="step-term/g)).toHaveLength(9);
    expect(svg.match(/class="step-term edge/g)).toHaveLength(3);
    expect(svg.match(/class="step-term lit/g)).toHaveLength(1);
    // on the map and in the close-up
    expect(svg.match(/class="step-lit"/g)).toHaveLength(2);
    expect(svg.match(/class="step-unwritten"/g)).toHaveLength(2);
    expect(svg).toContain('×−5');
    expect(svg.match(/tabindex="0"/g)).toHaveLength(1);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test('at any width nothing runs over the edge or over something else', () => {
    for (const width of [280, 328, 420, 516, 700, 1200]) {
      for (const [rows, columns] of [[1, 2], [3, 3], [10, 4], [7, 7], [20, 8]]) {
        for (const inputs of [[plane(49, 10)], [plane(96, 96)], [plane(25, 5), plane(25, 5)], [plane(8, 32)]]) {
          const shown = closeUpBox(rows * columns, columns, 0);
          const layout = layoutOf(width, inputs, plane(25, 5), shown);
          const boxes = [...layout.inputs, layout.closeUp, layout.output];
          for (const box of boxes) {
            expect(box.x).toBeGreaterThanOrEqual(0);
            expect(box.x + box.width).toBeLessThanOrEqual(width + 0.01);
            expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
          }
          boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => expect(a.x + a.width <= b.x + 0.01 || b.x + b.width <= a.x + 0.01 || a.y + a.height <= b.y + 0.01 || b.y + b.height <= a.y + 0.01, `${width} ${rows}x${columns}`).toBe(true)));
        }
      }
    }
  });

  test('of a long close-up the rows round the one taken in are seen', () => {
    expect(closeUpBox(640, 8, 0)).toEqual({ first: 0, rows: 10, columns: 8 });
    expect(closeUpBox(640, 8, 639)).toEqual({ first: 70, rows: 10, columns: 8 });
    expect(closeUpBox(9, 3, 8)).toEqual({ first: 0, rows: 3, columns: 3 });
  });
});
