/**
 * A network as a graph, laid out by depth: a box a layer with its operator, its output's shape and its share of what it
 * costs, edges downwards. It lies in a box that scrolls as any other; dragging moves it, Ctrl and wheel, the buttons or
 * + and - zoom. One tab stop: arrows follow the edges, Enter points a layer out. Of graphs of thousands of layers only
 * the rows in sight are drawn. After Netron's reading order (input above, output below).
 */
import { memo, useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { geometryOf, NODE, type GraphGeometry } from './graphGeometry.ts';
import { layoutGraph, type GraphEdge, type GraphLayout } from './graphLayout.ts';
import { shortName } from './LayerBars.tsx';
import type { Table } from './csv.ts';
import { bringIntoSight, useDrag, useRowsInSight, useZoom, within, ZOOM } from './graphBox.ts';

export interface GraphNode {
  /** What it reads, by place in the list; all stand before it. */
  readonly inputs: readonly number[];
  readonly name: string;
  readonly op: string;
  /** Of what it gives, e.g. `25 × 5 × 64`. */
  readonly shape: string;
  readonly role: 'end' | 'weighted' | 'plain';
  /** Of the cost shown, 0 to 1 of the dearest; null for ends. */
  readonly share: number | null;
  /** That cost in words, e.g. `1.2 ms`. */
  readonly cost: string;
  /** All of it in one sentence, for those who walk the graph. */
  readonly said: string;
}

interface Props {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly selected: number | null;
  readonly onSelect: (node: number) => void;
  /** Those that a search found; null where nothing is searched. */
  readonly found: ReadonlySet<number> | null;
  readonly table: Table;
}

/** Graphs with more items are drawn as far as they are in sight. */
const WHOLE = 300;

export function ModelGraph({ title, nodes, selected, onSelect, found, table }: Props): ReactNode {
  const layout = useMemo(() => layoutGraph(nodes), [nodes]);
  const geometry = useMemo(() => geometryOf(layout), [layout]);
  const box = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const [walked, setWalked] = useState<number | null>(null);
  const active = walked !== null && walked < nodes.length ? walked : null;
  const [rows, watch] = useRowsInSight(geometry, nodes.length > WHOLE, zoom);
  const boxed = useCallback((element: HTMLDivElement | null) => {
    box.current = element;
    return watch(element);
  }, [watch]);
  const zoomTo = useZoom(box, zoom, setZoom);
  const drag = useDrag(box);
  useEffect(() => { if (selected !== null) bringIntoSight(box.current, geometry, selected); }, [selected, geometry]);

  const fit = (): void => zoomTo(within(Math.min((box.current?.clientWidth ?? 0) / geometry.width, (box.current?.clientHeight ?? 0) / geometry.height)));
  const nodeAt = (event: PointerEvent<SVGSVGElement> | MouseEvent<SVGSVGElement>): number | null => {
    const place = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - place.left) / zoom, (event.clientY - place.top) / zoom];
    const at = geometry.spots.findIndex((spot) => Math.abs(x - spot.x) <= NODE.width / 2 && y >= spot.y && y <= spot.y + NODE.height);
    return at < 0 ? null : at;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = walk(event.key, active ?? selected, layout);
    if (next !== null) {
      setWalked(next);
      bringIntoSight(box.current, geometry, next);
    } else if ((event.key === 'Enter' || event.key === ' ') && active !== null) onSelect(active);
    else if (event.key === 'Escape' && active !== null) setWalked(null);
    else if (event.key === '+' || event.key === '=') zoomTo(within(zoom * ZOOM.step));
    else if (event.key === '-') zoomTo(within(zoom / ZOOM.step));
    else if (event.key === '0') zoomTo(1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const [width, height] = [Math.round(geometry.width * zoom), Math.round(geometry.height * zoom)];
  return (
    <ChartFrame
      title={title} name="model" table={table} picture={nodes.length <= WHOLE}
      legend={[{ swatch: 'swatch-weighted', label: 'has weights' }, { swatch: 'swatch-unweighted', label: 'has none' }, { swatch: 'fill-io', label: 'input and output' }]}
      readout={active === null ? '' : nodes[active].said}
      hint="Arrows follow the edges, Enter points a layer out; + and − zoom, drag to move."
    >
      <div className="graph-tools" role="group" aria-label="Zoom">
        <button type="button" className="button" aria-label="Smaller" disabled={zoom <= ZOOM.least} onClick={() => zoomTo(within(zoom / ZOOM.step))}><span aria-hidden="true">−</span></button>
        <output className="graph-zoom">{Math.round(100 * zoom)} %</output>
        <button type="button" className="button" aria-label="Larger" disabled={zoom >= ZOOM.most} onClick={() => zoomTo(within(zoom * ZOOM.step))}><span aria-hidden="true">+</span></button>
        <button type="button" className="button" onClick={fit}>Whole</button>
        <button type="button" className="button" onClick={() => zoomTo(1)}>100 %</button>
      </div>
      <div ref={boxed} className="chart-body graph-box">
        <svg
          width={width} height={height} viewBox={`0 0 ${geometry.width} ${geometry.height}`}
          tabIndex={0} role="application" aria-roledescription="graph, arrow keys follow its edges" aria-label={`Layers of the network, ${nodes.length} boxes`}
          onKeyDown={onKeyDown} onBlur={() => setWalked(null)}
          onPointerDown={drag.onPointerDown} onPointerMove={(event) => { if (!drag.onPointerMove(event)) setWalked(nodeAt(event)); }} onPointerUp={drag.onPointerUp} onPointerCancel={drag.onPointerUp}
          onPointerLeave={() => setWalked(null)}
          onClick={(event) => {
            const at = nodeAt(event);
            if (at !== null && !drag.moved()) onSelect(at);
          }}
        >
          <Drawing nodes={nodes} layout={layout} geometry={geometry} first={rows[0]} last={rows[1]} found={found} />
          <g aria-hidden="true">
            {selected !== null && nodes[selected] && <Mark at={geometry.spots[selected]} style="graph-selected" />}
            {active !== null && <Mark at={geometry.spots[active]} style="active-mark" />}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

const Mark = ({ at: { x, y }, style }: { readonly at: { readonly x: number; readonly y: number }; readonly style: string }): ReactNode =>
  <rect className={style} x={x - NODE.width / 2 - 3} y={y - 3} width={NODE.width + 6} height={NODE.height + 6} rx={8} />;

/** Boxes and edges of the rows from `first` to `last`, drawn anew only when those change, not with every pointer. */
const Drawing = memo(function Drawing({ nodes, layout, geometry, first, last, found }: { readonly nodes: readonly GraphNode[]; readonly layout: GraphLayout; readonly geometry: GraphGeometry; readonly first: number; readonly last: number; readonly found: ReadonlySet<number> | null }): ReactNode {
  const { spots, edges } = layout;
  const seen = ({ from, to }: GraphEdge): boolean => spots[to].row >= first && spots[from].row <= last;
  return (
    <g aria-hidden="true">
      {edges.filter(seen).map((edge) => <path key={`${edge.from} ${edge.to}`} className={edge.lane === null ? 'graph-edge' : 'graph-edge passing'} d={geometry.path(edge)} />)}
      {nodes.map((node, at) => spots[at].row >= first && spots[at].row <= last && (
        <g key={at} className={`graph-node ${node.role}${found !== null && !found.has(at) ? ' faint' : ''}`} transform={`translate(${geometry.spots[at].x - NODE.width / 2},${geometry.spots[at].y})`}>
          <rect className="graph-box-ground" width={NODE.width} height={NODE.height} rx={6} />
          <rect className="graph-band" width={5} height={NODE.height} rx={2.5} />
          <text className="graph-op" x={14} y={18}>{node.op}</text>
          <text className="graph-shape" x={NODE.width - 9} y={18} textAnchor="end">{node.shape}</text>
          <text className="graph-name" x={14} y={33}>{shortName(node.name, 19)}</text>
          <text className="graph-cost" x={NODE.width - 9} y={33} textAnchor="end">{node.cost}</text>
          {node.share !== null && <rect className="graph-share" x={14} y={NODE.height - 7} width={Math.max(node.share > 0 ? 1 : 0, node.share * (NODE.width - 23))} height={3} rx={1.5} />}
        </g>
      ))}
    </g>
  );
});

/** Where an arrow leads: along the first edge up or down, to the neighbour in the row, else to the one before or after. */
function walk(key: string, at: number | null, { spots, edges }: GraphLayout): number | null {
  const last = spots.length - 1;
  if (key === 'Home' || key === 'End') return key === 'Home' ? 0 : last;
  const by = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10 }[key];
  if (by === undefined) return null;
  if (at === null) return 0;
  if (key === 'ArrowDown') return edges.filter(({ from }) => from === at).sort((a, b) => spots[a.to].row - spots[b.to].row || spots[a.to].lane - spots[b.to].lane)[0]?.to ?? at;
  if (key === 'ArrowUp') return edges.filter(({ to }) => to === at).sort((a, b) => spots[b.from].row - spots[a.from].row || spots[a.from].lane - spots[b.from].lane)[0]?.from ?? at;
  const beside = spots.map((spot, item) => ({ ...spot, item })).filter(({ row }) => row === spots[at].row).sort((a, b) => a.lane - b.lane);
  const place = beside.findIndex(({ item }) => item === at);
  if (Math.abs(by) === 1 && beside.length > 1) return beside[Math.max(0, Math.min(beside.length - 1, place + by))].item;
  return Math.max(0, Math.min(last, at + by));
}
