/**
 * Width x resolution heat map of the mean MACs of the networks that fit (MCUNet, arXiv 2007.10319, section 3.1 and its
 * figure of best configurations). A space with too few fitting samples is hatched and never crowned.
 */
import { scaleBand, scaleSequential } from 'd3-scale';
import { extent } from 'd3-array';
import { useId, useMemo, type ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { count, macs, plural } from './format.ts';
import { ramp } from './ramp.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface HeatCell {
  readonly id: string;
  readonly width: number;
  readonly resolution: number;
  readonly meanMacs: number;
  readonly samples: number;
  readonly survivors: number;
  /** False where too few samples fit to trust the mean. */
  readonly enough: boolean;
}

interface Props {
  readonly cells: readonly HeatCell[];
  readonly selected: readonly string[];
  readonly onSelect?: (id: string) => void;
}

const unique = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

/** e.g. "Resolution 160 at width 0.5 does the most work within the budget: 46.9 M MACs on average." */
export function heatFinding(cells: readonly HeatCell[]): string {
  const crowned = cells.filter((cell) => cell.enough).sort((a, b) => b.meanMacs - a.meanMacs)[0];
  if (cells.length === 0) return 'No space has been sampled yet.';
  if (!crowned) return 'No space keeps enough networks within this budget; raise a budget or lower the head-room.';
  const none = cells.filter((cell) => cell.survivors === 0).length;
  const few = cells.filter((cell) => !cell.enough).length - none;
  const rest = [
    ...(none > 0 ? [`in ${plural(none, 'space')} of ${cells.length} no sampled network fits`] : []),
    ...(few > 0 ? [`${plural(few, 'space')} ${few === 1 ? 'keeps' : 'keep'} too few to judge`] : []),
  ];
  return [`Width ${crowned.width} at resolution ${crowned.resolution} does the most work within the budget: ${macs(crowned.meanMacs)} on average`, ...rest].join('; ') + '.';
}

export function SpaceHeat({ cells, selected, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const hatch = useId();
  const widths = useMemo(() => unique(cells.map((cell) => cell.width)), [cells]);
  const resolutions = useMemo(() => unique(cells.map((cell) => cell.resolution)), [cells]);
  const height = 40 + widths.length * 26 + 40;
  const x = useMemo(() => scaleBand<number>().domain(resolutions).range([44, width - 2]).padding(0.06), [resolutions, width]);
  const y = useMemo(() => scaleBand<number>().domain([...widths].reverse()).range([24, height - 42]).padding(0.08), [widths, height]);
  const ordered = useMemo(() => [...cells].sort((a, b) => b.width - a.width || a.resolution - b.resolution), [cells]);
  const [low, high] = extent(cells.filter((cell) => cell.survivors > 0), (cell) => cell.meanMacs);
  const share = scaleSequential([low ?? 0, high ?? 1], (t: number) => t);
  const best = cells.filter((cell) => cell.enough).sort((a, b) => b.meanMacs - a.meanMacs)[0];
  const { active, svgProps, readout } = useMarks({
    count: ordered.length,
    rowLength: resolutions.length,
    keyOf: (index) => ordered[index].id,
    describe: (index) => describe(ordered[index]),
    nearest: (px, py) => {
      const at = ordered.findIndex((cell) => {
        const left = x(cell.resolution) ?? 0;
        const top = y(cell.width) ?? 0;
        return px >= left && px <= left + x.bandwidth() && py >= top && py <= top + y.bandwidth();
      });
      return at < 0 ? null : at;
    },
    onSelect: onSelect && ((index) => onSelect(ordered[index].id)),
  });

  return (
    <ChartFrame
      title={heatFinding(cells)}
      name="spaces"
      legend={[
        { swatch: 'swatch-ramp', label: 'mean MACs of networks that fit, low to high' },
        { swatch: 'swatch-hatch', label: 'too few fit to judge' },
        { swatch: 'swatch-none', label: 'none fits' },
        { swatch: 'swatch-crown', label: 'most work' },
      ]}
      table={{
        columns: ['space', 'width', 'resolution', 'mean MACs', 'samples', 'fit', 'judged'],
        rows: [...cells].sort((a, b) => b.meanMacs - a.meanMacs)
          .map((cell) => [cell.id, cell.width, cell.resolution, Math.round(cell.meanMacs), cell.samples, cell.survivors, cell.enough ? 'yes' : 'too few']),
      }}
      readout={readout}
      hint="Point at a cell, or use the arrow keys; Enter adds its curve to the CDF."
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={height} {...svgProps} aria-label="Mean MACs by width and resolution">
          <defs>
            <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <line y2="6" className="hatch-line" />
            </pattern>
          </defs>
          <g aria-hidden="true" className="axis">
            {widths.map((w) => <text key={w} x={38} y={(y(w) ?? 0) + y.bandwidth() / 2} dy="0.32em" textAnchor="end">{w}</text>)}
            {resolutions.map((r, index) => index % Math.max(1, Math.ceil(26 / x.step())) === 0 && <text key={r} x={(x(r) ?? 0) + x.bandwidth() / 2} y={height - 26} textAnchor="middle">{r}</text>)}
            <text className="axis-label" x={2} y={14}>width multiplier</text>
            <text className="axis-label" x={width - 2} y={height - 8} textAnchor="end">input resolution, px</text>
          </g>
          {ordered.map((cell, index) => {
            const t = share(cell.meanMacs);
            const left = x(cell.resolution) ?? 0;
            const top = y(cell.width) ?? 0;
            const box = { x: left, y: top, width: x.bandwidth(), height: y.bandwidth(), rx: 3 };
            return (
              <g key={cell.id}>
                <rect {...box} className="heat-cell" fill={cell.survivors > 0 ? `rgb(${ramp(t).join(',')})` : 'var(--surface-2)'} />
                {!cell.enough && cell.survivors > 0 && <rect {...box} fill={`url(#${hatch})`} />}
                {cell.enough && x.bandwidth() >= 30 && (
                  <text className="heat-value" x={left + x.bandwidth() / 2} y={top + y.bandwidth() / 2} dy="0.34em" textAnchor="middle" fill={t > 0.55 ? '#111' : '#fff'}>
                    {(cell.meanMacs / 1e6).toFixed(cell.meanMacs < 9.95e6 ? 1 : 0)}
                  </text>
                )}
                {(selected.includes(cell.id) || cell === best) && <rect {...box} className={cell === best ? 'crown' : 'picked'} />}
                {index === active && <rect {...box} className="active-mark" />}
              </g>
            );
          })}
        </svg>
      </div>
    </ChartFrame>
  );
}

function describe(cell: HeatCell): string {
  const head = `width ${cell.width}, resolution ${cell.resolution}: `;
  if (cell.survivors === 0) return `${head}none of ${cell.samples} sampled networks fits`;
  return `${head}mean ${macs(cell.meanMacs)}, ${count(cell.survivors)} of ${count(cell.samples)} sampled networks fit${cell.enough ? '' : ' (too few to judge)'}`;
}
