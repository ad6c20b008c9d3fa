/**
 * The values of an int8 tensor as heat maps, one a channel (or one for all): grey at zero, blue above, orange below,
 * the strongest colour for the largest value of the whole tensor. On canvas, since there may be millions. Arrows walk
 * the maps, or the values where there is one map; each is read out as its step and its real value.
 */
import { useCallback, useMemo, type ReactNode } from 'react';
import { useTheme, valueColour } from './ArenaMap.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { percent, plural } from './format.ts';
import { real } from './Histogram.tsx';
import { gridOfTiles, placeOfTile, type TileGrid, type Tiles } from './tiles.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

interface Props {
  readonly title: string;
  readonly tiles: Tiles;
  readonly values: Int8Array;
  readonly zeroPoint: number;
  /** Real value of one step at a place of the values. */
  readonly scaleAt: (index: number) => number;
  /** What a tile is called, e.g. `channel 3`. */
  readonly tileName: (tile: number) => string;
  /** What a place in a tile is called, e.g. `row 2, column 7`. */
  readonly placeName: (row: number, column: number) => string;
  readonly name: string;
  /** A tile, or a row where there is one tile. */
  readonly onSelect?: (tile: number) => void;
}

interface Summary {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  /** Share of real zeros. */
  readonly zeros: number;
}

/** Of the real values of one tile. */
export function summaryOf({ height, width, at }: Tiles, tile: number, values: Int8Array, zeroPoint: number, scaleAt: (index: number) => number): Summary {
  let [least, most, sum, zeros] = [Infinity, -Infinity, 0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const index = at(tile, row, column);
      const value = (values[index] - zeroPoint) * scaleAt(index);
      [least, most, sum] = [Math.min(least, value), Math.max(most, value), sum + value];
      if (value === 0) zeros++;
    }
  }
  return { least, most, mean: sum / (height * width), zeros: zeros / (height * width) };
}

export function TensorTiles({ title, tiles, values, zeroPoint, scaleAt, tileName, placeName, name, onSelect }: Props): ReactNode {
  const [ref, room] = useWidth<HTMLDivElement>(420);
  const theme = useTheme();
  const grid = useMemo(() => gridOfTiles(tiles, room), [tiles, room]);
  const { tileWidth, tileHeight, gap, columns, rows } = grid;
  const single = tiles.count === 1;
  const [width, height] = [columns * (tileWidth + gap) - gap, rows * (tileHeight + gap) - gap];
  const strongest = useMemo(() => values.reduce((most, value) => Math.max(most, Math.abs(value - zeroPoint)), 1), [values, zeroPoint]);
  const valueText = (index: number): string => `${values[index]} on the grid, ${real((values[index] - zeroPoint) * scaleAt(index))}`;
  const { active, svgProps, readout } = useMarks({
    count: single ? tiles.height * tiles.width : tiles.count,
    rowLength: single ? tiles.width : columns,
    keyOf: (mark) => `${name} ${mark}`,
    describe: (mark) => {
      if (single) return `${placeName(Math.floor(mark / tiles.width), mark % tiles.width)}: ${valueText(tiles.at(0, Math.floor(mark / tiles.width), mark % tiles.width))}`;
      const { least, most, mean, zeros } = summaryOf(tiles, mark, values, zeroPoint, scaleAt);
      return `${tileName(mark)}: from ${real(least)} to ${real(most)}, mean ${real(mean)}, ${percent(zeros, 0)} zeros`;
    },
    nearest: (x, y) => {
      if (single) {
        const [row, column] = [Math.floor((y * tiles.height) / tileHeight), Math.floor((x * tiles.width) / tileWidth)];
        return row < 0 || row >= tiles.height || column < 0 || column >= tiles.width ? null : row * tiles.width + column;
      }
      const tile = Math.floor(y / (tileHeight + gap)) * columns + Math.floor(x / (tileWidth + gap));
      return x < 0 || x >= width || tile < 0 || tile >= tiles.count ? null : tile;
    },
    onSelect: onSelect && ((mark) => onSelect(single ? Math.floor(mark / tiles.width) : mark)),
  });
  // before the browser draws, and whenever it comes into the page: a canvas that is given a size is blank
  const canvas = useCallback((element: HTMLCanvasElement | null) => {
    if (element) paint(element, tiles, grid, values, zeroPoint, strongest);
  }, [tiles, grid, values, zeroPoint, strongest]);
  const [x, y, w, h] = active === null ? [0, 0, 0, 0] : single
    ? [((active % tiles.width) * tileWidth) / tiles.width, (Math.floor(active / tiles.width) * tileHeight) / tiles.height, tileWidth / tiles.width, tileHeight / tiles.height]
    : [...placeOfTile(grid, active), tileWidth, tileHeight];
  return (
    <ChartFrame
      title={title} name={name} picture={false}
      legend={[{ swatch: 'swatch-values', label: 'below zero … zero … above' }]}
      table={() => (single ? valueTable(tiles, values, zeroPoint, scaleAt) : tileTable(tiles, values, zeroPoint, scaleAt, tileName))}
      readout={readout}
      hint={single ? `Point at a value, or use the arrow keys${onSelect ? '; Enter opens its row' : ''}.` : `${plural(tiles.count, 'map')}. Point at one, or use the arrow keys${onSelect ? '; Enter opens it' : ''}.`}
    >
      <div ref={ref} className="chart-body tiles-room">
        <div className="tiles">
          <canvas key={theme} ref={canvas} width={width} height={height} aria-hidden="true" />
          <svg width={width} height={height} {...svgProps} aria-label={title}>
            {active !== null && <rect className="active-mark" x={x - 1} y={y - 1} width={w + 2} height={h + 2} />}
          </svg>
        </div>
      </div>
    </ChartFrame>
  );
}

const short = (value: number): number => Number(value.toPrecision(6));

function tileTable(tiles: Tiles, values: Int8Array, zeroPoint: number, scaleAt: (index: number) => number, tileName: (tile: number) => string) {
  const rows = Array.from({ length: tiles.count }, (_, tile) => {
    const { least, most, mean, zeros } = summaryOf(tiles, tile, values, zeroPoint, scaleAt);
    return [tileName(tile), short(least), short(mean), short(most), short(zeros)];
  });
  return { columns: ['map', 'least', 'mean', 'greatest', 'share of zeros'], rows };
}

function valueTable({ height, width, at }: Tiles, values: Int8Array, zeroPoint: number, scaleAt: (index: number) => number) {
  const rows = Array.from({ length: height * width }, (_, mark) => {
    const index = at(0, Math.floor(mark / width), mark % width);
    return [Math.floor(mark / width) + 1, (mark % width) + 1, values[index], short((values[index] - zeroPoint) * scaleAt(index))];
  });
  return { columns: ['row', 'column', 'int8', 'value'], rows };
}

/** Each tile is written value by value and then drawn at its size, so that large maps shrink and small ones stay sharp. */
function paint(canvas: HTMLCanvasElement, tiles: Tiles, grid: TileGrid, values: Int8Array, zeroPoint: number, strongest: number): void {
  const context = canvas.getContext('2d');
  const small = document.createElement('canvas');
  [small.width, small.height] = [tiles.width, tiles.height];
  const pencil = small.getContext('2d');
  if (!context || !pencil) return;
  const palette = new Map<number, readonly number[]>();
  const colour = (value: number): readonly number[] => {
    const known = palette.get(value);
    if (known) return known;
    const made = valueColour((127 * (value - zeroPoint)) / strongest).match(/\d+/g)?.map(Number) ?? [0, 0, 0];
    palette.set(value, made);
    return made;
  };
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = grid.tileWidth < tiles.width;
  const image = pencil.createImageData(tiles.width, tiles.height);
  for (let tile = 0; tile < tiles.count; tile++) {
    for (let row = 0, to = 0; row < tiles.height; row++) {
      for (let column = 0; column < tiles.width; column++, to += 4) {
        const [red, green, blue] = colour(values[tiles.at(tile, row, column)]);
        image.data[to] = red;
        image.data[to + 1] = green;
        image.data[to + 2] = blue;
        image.data[to + 3] = 255;
      }
    }
    pencil.putImageData(image, 0, 0);
    context.drawImage(small, ...placeOfTile(grid, tile), grid.tileWidth, grid.tileHeight);
  }
}
