import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { rankFinding, RankPlot } from './RankPlot.tsx';

test('the finding says how far the orders agree, and what MACs alone would give', () => {
  expect(rankFinding(10, 0.82, 0.6)).toBe('The supernet ranks 10 networks nearly in the order that training each alone gives: Kendall’s tau 0.82; ordering them by MACs gives 0.60.');
  expect(rankFinding(8, 0.05, null)).toMatch(/says little of the one that .* tau 0\.05\.$/);
  expect(rankFinding(8, -0.5, null)).toMatch(/says little/);
  expect(rankFinding(1, null, null)).toMatch(/no order that could be compared/);
});

test('every network is drawn once, and equal ones and a single one have an axis', () => {
  const points = [{ genome: 'a', macs: 1e6, supernet: 0.9, alone: 0.8 }, { genome: 'b', macs: 2e6, supernet: 0.9, alone: 0.8 }];
  for (const some of [points, points.slice(1)]) {
    const drawn = renderToStaticMarkup(<RankPlot points={some} tau={null} tauOfMacs={null} note="" />);
    expect(drawn.match(/dot-front/g)).toHaveLength(some.length);
    expect(drawn).not.toContain('NaN');
  }
});
