/**
 * The arena at one moment, byte for byte, in rows from offset 0: coloured by what each byte is to the running layer, or
 * by its value; bytes that this layer has not written are drawn small, or pale. On canvas, since there are thousands; the
 * outlines above it are what the pointer and the arrow keys find.
 */
import { useCallback, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { partsByByte, ROLES, type ArenaPart, type PartRole } from './arenaParts.ts';
import { ChartFrame } from './ChartFrame.tsx';
import { exact, plural } from './format.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface ArenaMapProps {
  readonly layer: string;
  readonly parts: readonly ArenaPart[];
  /** As int8. */
  readonly values: Int8Array;
  /** Of each byte: 0 never written, 1 by an earlier layer, 2 by this one. */
  readonly written: Uint8Array;
  readonly colourBy: 'role' | 'value';
}

/** Height to aim at, px. */
const TALL = 230;
const COARSEST = 12;
const NOW = 2;
const TOKENS: Readonly<Record<PartRole, string>> = { input: '--weights', output: '--activations', held: '--work', scratch: '--scratch' };

interface Grid {
  /** Px of a cell, and the bytes it stands for. */
  readonly cell: number;
  readonly bytesPerCell: number;
  readonly columns: number;
  readonly rows: number;
}

/** Cells as large as fit; where there are more bytes than pixels, several bytes share one. */
export function gridOf(bytes: number, width: number): Grid {
  const bytesPerCell = Math.max(1, Math.ceil((4 * bytes) / (width * TALL)));
  const cells = Math.max(1, Math.ceil(bytes / bytesPerCell));
  const cell = Math.max(2, Math.min(COARSEST, Math.floor(Math.sqrt((width * TALL) / cells))));
  const columns = Math.max(1, Math.floor(width / cell));
  return { cell, bytesPerCell, columns, rows: Math.ceil(cells / columns) };
}

const writtenBytes = (written: Uint8Array, { offset, bytes }: ArenaPart): number => written.subarray(offset, offset + bytes).reduce((sum, mark) => sum + (mark === NOW ? 1 : 0), 0);

/** e.g. "conv2d_2 has written 1,204 of the 2,760 bytes of its output." */
export function arenaFinding(layer: string, parts: readonly ArenaPart[], written: Uint8Array): string {
  const outputs = parts.filter(({ role }) => role === 'output');
  const bytes = outputs.reduce((sum, part) => sum + part.bytes, 0);
  const done = outputs.reduce((sum, part) => sum + writtenBytes(written, part), 0);
  if (bytes === 0) return `${layer} writes nothing to the arena.`;
  return done >= bytes ? `${layer} has written all ${plural(bytes, 'byte')} of its output.` : `${layer} has written ${exact(done)} of the ${plural(bytes, 'byte')} of its output.`;
}

export function ArenaMap({ layer, parts, values, written, colourBy }: ArenaMapProps): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>(480);
  const grid = useMemo(() => gridOf(values.length, width), [values.length, width]);
  const owners = useMemo(() => partsByByte(parts, values.length), [parts, values.length]);
  const theme = useTheme();
  const { cell, bytesPerCell, columns, rows } = grid;
  const byteAt = (x: number, y: number): number => bytesPerCell * (Math.floor(y / cell) * columns + Math.floor(x / cell));
  const [pointed, setPointed] = useState<number | null>(null);
  const { active, svgProps, readout } = useMarks({
    count: parts.length,
    keyOf: (index) => `${parts[index].role} ${parts[index].name}`,
    describe: (index) => {
      const part = parts[index];
      const { label } = ROLES.find(({ role }) => role === part.role) ?? ROLES[0];
      const byte = pointed !== null && owners[pointed] === index ? `; at offset ${exact(pointed)} stands ${values[pointed]}` : '';
      return `${part.name}, ${label}: ${exact(part.bytes)} B at offset ${exact(part.offset)}, ${exact(writtenBytes(written, part))} B written by ${layer}${byte}`;
    },
    nearest: (x, y) => {
      const byte = x < 0 || x >= columns * cell ? -1 : byteAt(x, y);
      setPointed(byte >= 0 && byte < values.length ? byte : null);
      return owners[byte] >= 0 ? owners[byte] : null;
    },
  });
  // painted whenever it comes into the page, as it does anew with the theme and after the table has stood in its place
  const canvas = useCallback((element: HTMLCanvasElement | null) => {
    if (element) paint(element, grid, parts, owners, values, written, colourBy);
  }, [grid, parts, owners, values, written, colourBy]);
  const byRole = colourBy === 'role';
  return (
    <ChartFrame
      title={arenaFinding(layer, parts, written)}
      name="arena-now"
      picture={false}
      legend={byRole ? [...ROLES.map((one) => ({ swatch: one.role === 'scratch' ? 'fill-scratch' : one.swatch, label: one.label })), { swatch: 'swatch-small', label: 'not written by this layer' }]
        : [{ swatch: 'swatch-values', label: '−128 … 0 … 127' }, { swatch: 'swatch-pale', label: 'not written by this layer' }]}
      table={{
        columns: ['part', 'role', 'offset', 'bytes', 'bytes written by this layer', 'least value', 'greatest value'],
        rows: parts.map((part) => {
          const own = values.subarray(part.offset, part.offset + part.bytes);
          return [part.name, part.role, part.offset, part.bytes, writtenBytes(written, part), own.length === 0 ? '' : own.reduce((a, b) => Math.min(a, b)), own.length === 0 ? '' : own.reduce((a, b) => Math.max(a, b))];
        }),
      }}
      readout={readout}
      hint={bytesPerCell === 1 ? 'Each square is one byte. Point at one, or use the arrow keys.' : `Each square is ${bytesPerCell} bytes. Point at one, or use the arrow keys.`}
    >
      <div ref={ref} className="chart-body arena-map">
        <canvas key={theme} ref={canvas} width={columns * cell} height={rows * cell} aria-hidden="true" />
        <svg width={columns * cell} height={rows * cell} {...svgProps} aria-label="What lies in the arena">
          {parts.map((part, index) => <path key={`${part.role} ${part.name}`} className={`part-edge${index === active ? ' lit' : ''}`} d={outline(part, grid)} />)}
        </svg>
      </div>
    </ChartFrame>
  );
}

/** The edge of a run of cells that goes on from row to row, as text does. */
export function outline({ offset, bytes }: Pick<ArenaPart, 'offset' | 'bytes'>, { cell, bytesPerCell, columns }: Grid): string {
  const [start, end] = [Math.floor(offset / bytesPerCell), Math.ceil((offset + bytes) / bytesPerCell)];
  const [top, bottom] = [Math.floor(start / columns), Math.floor((end - 1) / columns)];
  const [left, right] = [(start % columns) * cell, (((end - 1) % columns) + 1) * cell];
  const [full, t, b] = [columns * cell, top * cell, (bottom + 1) * cell];
  if (top === bottom) return `M${left},${t}H${right}V${b}H${left}z`;
  return `M${left},${t}H${full}V${b - cell}H${right}V${b}H0V${t + cell}H${left}z`;
}

function paint(canvas: HTMLCanvasElement, { cell, bytesPerCell, columns }: Grid, parts: readonly ArenaPart[], owners: Int32Array, values: Int8Array, written: Uint8Array, colourBy: 'role' | 'value'): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const colours = parts.map(({ role }) => resolved(canvas, TOKENS[role]));
  context.clearRect(0, 0, canvas.width, canvas.height);
  const gap = cell > 4 ? 1 : 0;
  for (let first = 0, index = 0; first < values.length; first += bytesPerCell, index++) {
    const owner = owners[first];
    const [x, y] = [(index % columns) * cell, Math.floor(index / columns) * cell];
    if (owner < 0) continue;
    context.fillStyle = colourBy === 'role' ? colours[owner] : valueColour(values[first]);
    const whole = written[first] === NOW;
    const size = whole || colourBy === 'value' ? cell - gap : Math.max(1, Math.round(cell * 0.45));
    const inset = Math.floor((cell - gap - size) / 2);
    context.globalAlpha = whole ? 1 : colourBy === 'role' ? 0.75 : 0.45;
    context.fillRect(x + inset, y + inset, size, size);
  }
  context.globalAlpha = 1;
}

/** A token may be `light-dark(a, b)`, which canvas does not take; a property that is computed as a colour is. */
function resolved(canvas: HTMLCanvasElement, token: string): string {
  canvas.style.color = `var(${token})`;
  return getComputedStyle(canvas).color;
}

/** Orange below zero, blue above, grey at it, as TensorFlow Playground has it: told apart whatever the colour vision. */
export function valueColour(value: number): string {
  const t = Math.min(1, Math.abs(value) / 127);
  const [from, to] = [[222, 222, 220], value < 0 ? [204, 96, 0] : [0, 104, 170]];
  return `rgb(${from.map((part, i) => Math.round(part + (to[i] - part) * Math.sqrt(t))).join(',')})`;
}

/** Changes with the theme, so that the canvas is painted anew. */
export const useTheme = (): string => useSyncExternalStore(listenToTheme, themeNow, () => '');

const dark = '(prefers-color-scheme: dark)';
const themeNow = (): string => `${document.documentElement.dataset.theme ?? ''} ${matchMedia(dark).matches}`;

function listenToTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const media = matchMedia(dark);
  media.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', changed);
  };
}
