/**
 * The search as a family tree: a network's place is its generation and its accuracy, a line runs to each of its
 * parents, and the line of descent of the best one is bold. A slider replays the births in their order. Networks that
 * fit no budget were never measured and are left out. Source of the search drawn: MCUNet section 4.1, supplement D.
 */
import { scaleLinear } from 'd3-scale';
import { useMemo, useState, type ReactNode } from 'react';
import { AxisBottom, AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { percent, plural } from './format.ts';
import { nearestPoint, useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface LineageRow {
  /** Order of birth. */
  readonly index: number;
  readonly id: string;
  readonly generation: number;
  readonly origin: string;
  readonly parents: readonly number[];
  readonly accuracy: number | null;
}

interface Props {
  readonly rows: readonly LineageRow[];
  readonly selected: string | null;
  /** Ids of networks that are picked out elsewhere; null where none are. */
  readonly picked?: ReadonlySet<string> | null;
  readonly onSelect?: (id: string) => void;
}

const HEIGHT = 280;
const LEFT = 52;
const RIGHT = 18;
const BOTTOM = HEIGHT - 42;

/** The most accurate and all it descends from, by birth order. Of equally good ones the one looked at, else the first born. */
export function descent(rows: readonly LineageRow[], lookedAt: string | null = null): Set<number> {
  const byIndex = new Map(rows.map((row) => [row.index, row]));
  const first = rows.reduce<LineageRow | null>((a, b) => ((b.accuracy ?? -1) > (a?.accuracy ?? -1) ? b : a), null);
  const best = rows.find(({ id, accuracy }) => id === lookedAt && accuracy === first?.accuracy) ?? first;
  const line = new Set<number>();
  const visit = (row: LineageRow | undefined): void => {
    if (row === undefined || line.has(row.index)) return;
    line.add(row.index);
    for (const parent of row.parents) visit(byIndex.get(parent));
  };
  if (best?.accuracy !== null) visit(best ?? undefined);
  return line;
}

/** e.g. "The best, 93.0 %, was born in generation 3 by mutation; 9 networks are in its line, and 2 of 4 generations beat the one before." */
export function lineageFinding(rows: readonly LineageRow[], lookedAt: string | null = null, tried = rows.length): string {
  const line = descent(rows, lookedAt);
  // it is told first, its ancestors after it
  const best = rows.find(({ index }) => index === line.values().next().value) ?? null;
  if (best === null || best.accuracy === null) return tried === 0 ? 'No network measured yet.' : `No network measured yet, of ${plural(tried, 'network')} tried.`;
  const where = best.generation === 0 ? 'was among the first, drawn at random' : `was born in generation ${best.generation} by ${best.origin}`;
  const bests = [...new Set(rows.map((row) => row.generation))].sort((a, b) => a - b)
    .map((generation) => Math.max(...rows.filter((row) => row.generation <= generation).map((row) => row.accuracy ?? 0)));
  const gains = bests.filter((value, i) => i > 0 && value > bests[i - 1]).length;
  const late = bests.length > 1 ? `; ${gains === 0 ? 'no later generation beat the first' : `${gains} of ${plural(bests.length - 1, 'later generation')} raised the best`}` : '';
  return `The best, ${percent(best.accuracy)}, ${where}; ${plural(line.size, 'network')} stand in its line of descent${late}.`;
}

/** Networks of one generation side by side, in their order, so that equal accuracies stay apart. */
function spread(rows: readonly LineageRow[]): Map<number, number> {
  const place = new Map<number, number>();
  for (const generation of new Set(rows.map((row) => row.generation))) {
    const members = rows.filter((row) => row.generation === generation);
    members.forEach((row, i) => place.set(row.index, generation + (members.length === 1 ? 0 : (i / (members.length - 1) - 0.5) * 0.62)));
  }
  return place;
}

const circles = (rows: readonly { readonly px: number; readonly py: number }[], r: number): string => rows.map(({ px, py }) => `M${px - r},${py}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`).join('');

export function Lineage({ rows: all, selected, picked = null, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [shown, setShown] = useState<number | null>(null);
  const measured = useMemo(() => all.filter((row) => row.accuracy !== null), [all]);
  const rows = useMemo(() => (shown === null ? measured : measured.slice(0, shown)), [measured, shown]);
  const place = useMemo(() => spread(measured), [measured]);
  const [x, y] = useMemo(() => {
    const scores = measured.map((row) => row.accuracy ?? 0);
    const [low, high] = scores.length === 0 ? [0, 1] : [Math.min(...scores), Math.max(...scores)];
    const slack = Math.max(0.005, (high - low) * 0.1);
    const last = Math.max(1, ...measured.map((row) => row.generation));
    return [
      scaleLinear().domain([-0.5, last + 0.5]).range([LEFT, width - RIGHT]),
      scaleLinear().domain([Math.max(0, low - slack), Math.min(1, high + slack)]).range([BOTTOM, 28]),
    ];
  }, [measured, width]);
  const placed = useMemo(() => rows.map((row) => ({ ...row, px: x(place.get(row.index) ?? row.generation), py: y(row.accuracy ?? 0) })), [rows, place, x, y]);
  const at = useMemo(() => new Map(placed.map((row) => [row.index, row])), [placed]);
  const line = useMemo(() => descent(rows, selected), [rows, selected]);
  const { active, svgProps, readout } = useMarks({
    count: placed.length,
    keyOf: (index) => placed[index].index,
    describe: (index) => {
      const { accuracy, generation, origin, parents } = placed[index];
      return `${percent(accuracy ?? 0)}, generation ${generation}, by ${origin}${parents.length > 0 ? ` of ${parents.map((parent) => `no. ${parent + 1}`).join(' and ')}` : ''}${line.has(placed[index].index) ? '; in the line of the best' : ''}`;
    },
    nearest: (px, py) => nearestPoint(placed, px, py, 20),
    onSelect: onSelect && ((index) => onSelect(placed[index].id)),
  });
  // one path for all of a kind, as there may be thousands
  const [kin, bold, plain] = useMemo(() => {
    const edges = placed.flatMap((row) => row.parents.flatMap((parent) => {
      const from = at.get(parent);
      return from === undefined ? [] : [{ d: `M${from.px},${from.py}L${row.px},${row.py}`, bold: line.has(row.index) && line.has(parent) }];
    }));
    const path = (some: readonly { readonly d: string }[]): string => some.map(({ d }) => d).join('');
    return [path(edges.filter((edge) => !edge.bold)), path(edges.filter((edge) => edge.bold)), circles(placed.filter((row) => !line.has(row.index)), 2.6)];
  }, [placed, at, line]);
  const generations = x.ticks(Math.min(12, Math.max(1, Math.round(x.domain()[1])))).filter((tick) => Number.isInteger(tick) && tick >= 0);
  const chosen = placed.find((row) => row.id === selected);
  return (
    <ChartFrame
      title={lineageFinding(rows, selected, all.length)}
      name="lineage"
      legend={[{ swatch: 'swatch-descent', label: 'line of descent of the best' }, { swatch: 'swatch-plain', label: 'measured network' }]}
      table={{
        columns: ['network', 'genome', 'generation', 'born by', 'parents', 'validation accuracy', 'in the best one’s line'],
        rows: rows.map((row) => [row.index + 1, row.id, row.generation, row.origin, row.parents.map((parent) => parent + 1).join(' '), Number((row.accuracy ?? 0).toFixed(4)), line.has(row.index) ? 'yes' : '']),
      }}
      readout={readout}
      hint="A line leads to each parent. Point at a network, or use the arrow keys; Enter opens it."
      note={measured.length > 1 && (
        <label className="replay">
          <span>Births shown: {rows.length} of {measured.length}</span>
          <input type="range" min={1} max={measured.length} value={rows.length} onChange={(event) => setShown(Number(event.target.value) === measured.length ? null : Number(event.target.value))} />
        </label>
      )}
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label="Networks by generation and accuracy, with their parents">
          <AxisBottom scale={x} y={BOTTOM} label="generation" format={(value) => (generations.includes(value) ? String(value) : '')} ticks={generations.length} />
          <AxisLeft scale={y} x={LEFT} label="validation accuracy" format={(value) => percent(value, 0)} ticks={5} grid={width - LEFT - RIGHT} />
          <g aria-hidden="true">
            <path className="kin" d={kin} />
            <path className="kin descent" d={bold} />
            <path className="dot-plain" d={plain} />
            {placed.filter((row) => line.has(row.index)).map((row) => <circle key={row.index} className="dot-front" cx={row.px} cy={row.py} r={4.5} />)}
            {picked !== null && <path className="picked-out" d={circles(placed.filter((row) => picked.has(row.id)), 5)} />}
            {chosen && <circle className="chosen-mark" cx={chosen.px} cy={chosen.py} r={8} />}
            {active !== null && <circle className="active-mark" cx={placed[active].px} cy={placed[active].py} r={7} />}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
