/** Each chart drawn from a small, hand-made set: the title states what the data say, and the table holds every mark. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Balance, balanceFinding, cdfFinding, Confusion, confusionFinding, ExecutionBars, executionFinding, heatFinding, descent, layersFinding, LayerBars, Lineage, lineageFinding, Lifelines, valueAt, Scores, SearchScatter, Shares, SpaceCdf, SpaceHeat, stripFinding, stripOrder, SupernetStrip, ramp, thin, toCsv, Curves, type ExecutionRow } from './index.ts';
import { wrap } from './figure.ts';

const cell = (width: number, resolution: number, meanMacs: number, survivors: number) =>
  ({ id: `w${width}-r${resolution}`, width, resolution, meanMacs, samples: 1000, survivors, enough: survivors >= 10 });

describe('findings', () => {
  test('the space with the most work is named, never one with too few fitting networks', () => {
    const cells = [cell(0.5, 144, 40e6, 600), cell(0.6, 160, 55e6, 300), cell(1, 224, 90e6, 3), cell(0.9, 224, 0, 0)];
    expect(heatFinding(cells)).toBe('Width 0.6 at resolution 160 does the most work within the budget: 55.0 M MACs on average; in 1 space of 4 no sampled network fits; 1 space keeps too few to judge.');
  });

  test('where nothing fits, the sentence says what to do', () => {
    expect(heatFinding([cell(1, 224, 0, 0)])).toContain('raise a budget');
  });

  test('a CDF is read at 80 %', () => {
    const wide = { id: 'wide', ascending: [10e6, 20e6, 30e6, 40e6, 50e6] };
    const narrow = { id: 'narrow', ascending: [1e6, 2e6, 3e6, 4e6, 5e6] };
    expect(valueAt(wide.ascending, 0.8)).toBe(40e6);
    expect(cdfFinding([narrow, wide])).toBe('wide reaches furthest: 20 % of its fitting networks do more than 40.0 M MACs; in narrow the same share starts at 4.00 M MACs.');
  });

  test('layers: most SRAM, most weights, most work', () => {
    const rows = [
      { name: 'stem', op: 'conv2d', sramBytes: 20_480, weightBytes: 100, macs: 750, latencyMs: 1 },
      { name: 'classifier', op: 'dense', sramBytes: 60, weightBytes: 300, macs: 250, latencyMs: 0.1 },
    ];
    expect(layersFinding(rows)).toBe('stem needs the most SRAM (20.0 KiB); classifier holds 75 % of the weights; stem does 75 % of the MACs.');
    expect(renderToStaticMarkup(<LayerBars rows={rows} selected={0} />)).toContain('classifier');
  });
});

describe('data and errors', () => {
  const row = (name: string, train: number, test = 1) => ({ name, train, validation: 1, test });

  test('even classes are called even; a thin one and one without a test example are named', () => {
    expect(balanceFinding([row('a', 8), row('b', 8)])).toBe('Both classes have 10 examples.');
    expect(balanceFinding([row('a', 98), row('b', 8), row('c', 60, 0)])).toBe('a has the most examples (100), b the fewest (10, 10 % of that); 1 class is thin. c has no test example.');
    expect(renderToStaticMarkup(<Balance rows={[row('a', 98), row('b', 8)]} />)).toContain('10 thin');
  });

  test('the commonest error is told, and each kind of cell is marked by its class', () => {
    const confusion = [[8, 2, 0], [0, 10, 0], [1, 0, 9]];
    expect(confusionFinding(['up', 'off', 'go'], confusion)).toBe('90.0 % of 30 right; most often up is taken for off (2 of 10).');
    expect(confusionFinding(['a', 'b'], [[3, 0], [0, 4]])).toBe('100.0 % of 7 right: no error.');
    const svg = renderToStaticMarkup(<Confusion classes={['up', 'off', 'go']} confusion={confusion} selected={{ label: 0, answer: 1 }} onSelect={() => {}} />);
    expect([svg.match(/confusion-cell right/g)?.length, svg.match(/confusion-cell wrong/g)?.length, svg.match(/confusion-cell none/g)?.length]).toEqual([3, 2, 4]);
    expect(svg).toContain('class="picked"');
  });

  test('of many classes the most confused are drawn', () => {
    const classes = Array.from({ length: 100 }, (_, i) => `c${i}`);
    const confusion = classes.map((_, i) => classes.map((__, j) => (i === j ? 5 : i === 70 && j === 3 ? 2 : 0)));
    const svg = renderToStaticMarkup(<Confusion classes={classes} confusion={confusion} selected={null} onSelect={() => {}} />);
    expect(svg.match(/confusion-cell/g)).toHaveLength(900);
    expect(svg).toContain('confusion-cell wrong');
  });
});

describe('execution', () => {
  const row = { op: 'conv2d', latencyMs: 1.5, energyMj: 0.0421, flashReadBytes: 10, ramReadBytes: 10, ramWriteBytes: 10 };
  const rows: ExecutionRow[] = [
    { ...row, name: 'stem', instructions: 3_000_000, cycles: 4_000_000, macs: 2_000_000, flashWaitCycles: 0, bound: 'compute' },
    { ...row, name: 'classifier', instructions: 1_000_000, cycles: 5_000_000, macs: 500_000, flashWaitCycles: 4_000_000, bound: 'flash' },
    { ...row, name: 'runner', op: 'runner', instructions: 0, cycles: 10, macs: 0, flashWaitCycles: null, bound: 'compute' },
  ];

  test('the dearest layer, instructions per MAC of the whole, and what waits for flash', () => {
    expect(executionFinding(rows)).toBe('stem takes the most: 75 % of 4.00 M instructions. The network runs at 1.60 instructions per MAC; classifier waits mostly for flash.');
    expect(executionFinding(rows.map((one) => ({ ...one, instructions: null, bound: null })))).toBe('classifier takes the most: 56 % of 9.00 M cycles, estimated.');
  });

  test('no column of instructions is drawn where none were counted', () => {
    expect(renderToStaticMarkup(<ExecutionBars rows={rows} />)).toContain('>instructions</text>');
    const estimated = renderToStaticMarkup(<ExecutionBars rows={rows.map((one) => ({ ...one, instructions: null, flashWaitCycles: null, bound: null }))} />);
    expect(estimated).not.toContain('>instructions</text>');
    expect(estimated).not.toMatch(/NaN|null/);
  });

  test('of many classes the largest scores are drawn, all are in the table', () => {
    const classes = Array.from({ length: 1000 }, (_, index) => `class ${index}`);
    const svg = renderToStaticMarkup(<Scores title="t" classes={classes} scores={classes.map((_, index) => (index === 777 ? 127 : -128))} truth={null} />);
    expect(svg.match(/class="row-label"/g)).toHaveLength(16);
    expect(svg.indexOf('class 777')).toBeLessThan(svg.indexOf('class 0<'));
  });
});

describe('drawings', () => {
  const points = [
    { id: 'a', cost: 10_240, accuracy: 0.8, predicted: null },
    { id: 'b', cost: 20_480, accuracy: 0.9, predicted: null },
    { id: 'c', cost: 20_480, accuracy: 0.7, predicted: null },
    { id: 'd', cost: 90_000, accuracy: null, predicted: null },
    { id: 'e', cost: 30_000, accuracy: null, predicted: 0.82 },
  ];
  const scatter = (wall: number | null) => renderToStaticMarkup(
    <SearchScatter points={points} front={['a', 'b']} title="t" costLabel="peak SRAM, KiB" formatCost={(value) => `${value / 1024} KiB`} unit={1024} wall={wall} selected="b" recorded />);

  test('candidates rejected by a budget are crosses, the measured are dots', () => {
    const svg = scatter(40_960);
    expect(svg.match(/class="cross"/g)).toHaveLength(1);
    expect(svg.match(/class="dot-front"/g)).toHaveLength(2);
    // those on the front lie over a plain one
    expect(svg.match(/class="dot-plain"/g)).toHaveLength(3);
    expect(svg).toContain('rejected by a budget (1)');
    expect(svg.match(/class="ring"/g)).toHaveLength(1);
    expect(svg).toContain('predicted worse, not measured (1)');
    expect(svg).toContain('(recorded)');
  });

  test('of those rejected as the search ran, the ones that a larger budget would take are counted', () => {
    const svg = renderToStaticMarkup(<SearchScatter points={points} front={['a', 'b']} fitNow={1} title="t" costLabel="peak SRAM, KiB" formatCost={String} wall={102_400} selected={null} recorded={false} />);
    expect(svg).toContain('rejected by a budget as the search ran (1, of which 1 would fit this one)');
  });

  test('a wall is drawn where it stands near the networks, and named where it is far off', () => {
    expect(scatter(40_960)).toContain('class="wall"');
    expect(scatter(4_096_000)).not.toContain('class="wall"');
    expect(scatter(4_096_000)).toContain('off to the right');
    expect(scatter(null)).not.toContain('over budget');
  });

  test('each tensor of the arena is one rectangle as high as its bytes and as wide as its life', () => {
    const svg = renderToStaticMarkup(
      <Lifelines title="t" steps={['stem', 'pool']} arenaBytes={2048} peakStep={0} budgetBytes={null}
        lives={[{ name: 'x', offset: 0, bytes: 1024, first: 0, last: 1, role: 'io' }, { name: 'y', offset: 1024, bytes: 1024, first: 0, last: 0, role: 'scratch' }]} />);
    const boxes = [...svg.matchAll(/class="life [^>]*?x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map((match) => match.slice(1).map(Number));
    expect(boxes).toHaveLength(2);
    expect(boxes[0][3]).toBeCloseTo(boxes[1][3]);
    expect((boxes[0][2] + 1) / (boxes[1][2] + 1)).toBeCloseTo(2);
  });

  test('every chart is one tab stop with a name', () => {
    const all = {
      heat: <SpaceHeat cells={[cell(0.5, 144, 4e6, 60)]} selected={[]} />,
      cdf: <SpaceCdf curves={[{ id: 'a', ascending: [1, 2, 3] }]} chosen="a" chosenWord="searched" />,
      curves: <Curves title="t" name="n" series={[{ name: 'loss', points: [{ x: 1, y: 2 }] }]} xLabel="step" yLabel="loss" format={String} />,
      shares: <Shares title="t" name="n" unit="cycles" parts={[{ name: 'a', value: 2 }]} table={{ columns: [], rows: [] }} />,
      execution: <ExecutionBars rows={[]} />,
      scores: <Scores title="t" classes={['yes', 'no']} scores={[100, -100]} truth={0} />,
      balance: <Balance rows={[]} />,
      confusion: <Confusion classes={[]} confusion={[]} selected={null} onSelect={() => {}} />,
    };
    for (const chart of Object.values(all)) {
      const svg = renderToStaticMarkup(chart);
      expect(svg.match(/tabindex="0"/g)).toHaveLength(1);
      expect(svg).toMatch(/<svg[^>]*aria-label="[^"]+"/);
      expect(svg).not.toContain('NaN');
    }
  });

  test('empty data draw without a NaN', () => {
    const svg = renderToStaticMarkup(
      <>
        <SpaceHeat cells={[]} selected={[]} />
        <SpaceCdf curves={[]} chosen={null} chosenWord="" />
        <LayerBars rows={[]} selected={null} />
        <ExecutionBars rows={[]} />
        <Shares title="t" name="n" unit="cycles" parts={[]} table={{ columns: [], rows: [] }} />
        <SearchScatter points={[]} front={[]} title="t" costLabel="c" formatCost={String} wall={10} selected={null} recorded={false} />
        <Lifelines lives={[]} steps={[]} arenaBytes={0} peakStep={0} budgetBytes={0} title="t" />
      </>);
    expect(svg).not.toContain('NaN');
    expect(svg).not.toContain('Infinity');
  });
});

test('CSV quotes what must be quoted and defuses formulas (RFC 4180, OWASP CSV injection)', () => {
  expect(toCsv({ columns: ['a', 'b'], rows: [['x,"y"', 1.5], ['=1+1', -2]] })).toBe('a,b\r\n"x,""y""",1.5\r\n\'=1+1,-2\r\n');
});

test('thinning keeps both ends', () => {
  const points = thin(Array.from({ length: 10_000 }, (_, index) => index), 100);
  expect([points.length, points[0], points.at(-1)]).toEqual([100, 0, 9999]);
});

test('the ramp runs from dark blue to yellow as cividis does', () => {
  expect(ramp(0)).toEqual([0, 32, 81]);
  const [red, green, blue] = ramp(1);
  expect([red > 240, green > 220, blue < 90]).toEqual([true, true, true]);
});

test('a search without networks yet has an axis as long as its budget', () => {
  const svg = renderToStaticMarkup(<SearchScatter points={[]} front={[]} title="t" costLabel="peak SRAM, KiB" formatCost={(value) => `${value / 1024} KiB`} unit={1024} wall={16_384} selected={null} recorded={false} />);
  expect(svg).toContain('>16</text>');
  expect(svg).not.toMatch(/e-\d+<\/text>/);
});

test('a title breaks between words, and a word longer than a line stands alone', () => {
  expect(wrap('every chart says  what it found', 12)).toEqual(['every chart', 'says what it', 'found']);
  expect(wrap('a verylongwordindeed b', 5)).toEqual(['a', 'verylongwordindeed', 'b']);
});

describe('the supernet strip', () => {
  const genes = [
    { name: 'width', kind: 'width', place: '', options: [0.5, 1], chosen: 1, used: true },
    { name: 'stage1.depth', kind: 'depth', place: 'stage1', options: [1, 2], chosen: 0, used: true },
    { name: 'stage2.depth', kind: 'depth', place: 'stage2', options: [1, 2], chosen: 0, used: true },
    { name: 'stage1.block0.kernel', kind: 'kernel', place: 'stage1.block0', options: [3, 5, 7], chosen: 2, used: true },
    { name: 'stage1.block1.kernel', kind: 'kernel', place: 'stage1.block1', options: [3, 5, 7], chosen: 0, used: false },
  ];
  const shares = [[0.2, 0.8], [0.9, 0.1], [0.4, 0.6], [0.1, 0.2, 0.7], [1, 0, 0]];

  test('columns stand in the order in which the network runs', () => expect(stripOrder(genes).map((i) => genes[i].name)).toEqual(['width', 'stage1.depth', 'stage1.block0.kernel', 'stage1.block1.kernel', 'stage2.depth']));
  test('the finding counts only choices that have an effect, and names the one furthest from the search', () => {
    expect(stripFinding(genes, shares, 50)).toBe('4 choices make this network; 3 of them are the option that the search tried most often. It differs most in stage2.depth: 60 % of 50 networks took 2, this one 1.');
    expect(stripFinding(genes, null, 0)).toBe('4 choices make this network; click a cell to change one.');
  });
  test('a cell per option, one chosen in each choice that has an effect', () => {
    const drawn = renderToStaticMarkup(<SupernetStrip genes={genes} shares={shares} tried={50} onChoose={() => {}} />);
    expect(drawn.match(/class="strip-cell/g)).toHaveLength(12);
    expect(drawn.match(/strip-cell chosen/g)).toHaveLength(4);
  });
});

describe('the line of descent', () => {
  const row = (index: number, generation: number, accuracy: number | null, parents: readonly number[] = []) => ({ index, id: `n${index}`, generation, origin: parents.length === 2 ? 'crossover' : parents.length === 1 ? 'mutation' : 'random', parents, accuracy });
  const rows = [row(0, 0, 0.8), row(1, 0, 0.7), row(2, 0, null), row(3, 1, 0.75, [1]), row(4, 1, 0.82, [0, 1]), row(5, 2, 0.9, [4]), row(6, 2, 0.9, [3])];
  test('the best, of equals the one looked at, else the first born, and everything it comes from', () => {
    expect([...descent(rows)].sort()).toEqual([0, 1, 4, 5]);
    expect([...descent(rows, 'n6')].sort()).toEqual([1, 3, 6]);
    expect([...descent(rows, 'n4')].sort()).toEqual([0, 1, 4, 5]);
    expect(lineageFinding(rows, 'n6')).toContain('3 networks stand in its line');
  });
  test('the finding tells when and how, and which generations helped', () => {
    expect(lineageFinding(rows)).toBe('The best, 90.0 %, was born in generation 2 by mutation; 4 networks stand in its line of descent; 2 of 2 later generations raised the best.');
    expect(lineageFinding([])).toBe('No network measured yet.');
    expect(lineageFinding(rows.slice(2, 3))).toBe('No network measured yet, of 1 network tried.');
  });
  test('unmeasured networks are not drawn; bold lines are those of the descent', () => {
    const drawn = renderToStaticMarkup(<Lineage rows={rows} selected={null} />);
    const [plain, bold] = [/class="dot-plain" d="([^"]*)"/, /kin descent" d="([^"]*)"/].map((one) => one.exec(drawn)?.[1].match(/M/g)?.length ?? 0);
    expect([drawn.match(/<circle/g)?.length, plain]).toEqual([4, 2]);
    expect(bold).toBe(3);
    expect(drawn).not.toMatch(/NaN|undefined/);
  });
});
