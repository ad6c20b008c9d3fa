/** A tensor as tiles to be drawn: one heat map each, all of one size, in rows that fill a width. */

export interface Tiles {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** Rows and columns are no places: cells need not be square. */
  readonly matrix?: boolean;
  /** Where in the values an element of a tile stands. */
  readonly at: (tile: number, row: number, column: number) => number;
}

/** height x width x channels: a tile a channel; what has no extent is one row of cells. */
export function tilesOfMaps([height, width, channels]: readonly number[]): Tiles {
  if (height * width === 1) return { count: 1, height: 1, width: channels, at: (_, __, column) => column };
  return { count: channels, height, width, at: (tile, row, column) => (row * width + column) * channels + tile };
}

export const oneTile = ({ width, height, at }: Tiles, tile: number): Tiles => ({ count: 1, height, width, at: (_, row, column) => at(tile, row, column) });

/** Rows of a matrix, one after another. */
export const tileOfMatrix = (height: number, width: number): Tiles => ({ count: 1, height, width, matrix: true, at: (_, row, column) => row * width + column });

export interface TileGrid {
  /** Px of one tile, without the gap. */
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly gap: number;
  readonly columns: number;
  readonly rows: number;
}

const GAP = 5;
/** Px of the longer side of a tile, where there are several. */
const SIDE = { least: 14, most: 92 } as const;
/** Px of a cell, where there is one tile. */
const CELL = { least: 1, most: 22 } as const;
/** Height to aim at, px. */
const TALL = 360;

export function gridOfTiles({ count, height, width, matrix = false }: Tiles, room: number): TileGrid {
  if (matrix) return { tileWidth: Math.max(CELL.least * width, Math.min(CELL.most * width, room)), tileHeight: height * Math.max(CELL.least, Math.min(CELL.most, Math.floor(TALL / 2 / height))), gap: 0, columns: 1, rows: 1 };
  if (count === 1) {
    const cell = Math.max(CELL.least, Math.min(CELL.most, Math.floor(room / width), Math.max(2, Math.floor(TALL / height))));
    if (height > 1 || width * CELL.least <= room) return { tileWidth: cell * width, tileHeight: Math.max(cell * height, height === 1 ? CELL.most : 0), gap: 0, columns: 1, rows: 1 };
    return { tileWidth: room, tileHeight: CELL.most, gap: 0, columns: 1, rows: 1 };
  }
  const wished = Math.floor(Math.sqrt((room * TALL) / count)) - GAP;
  const side = Math.max(SIDE.least, Math.min(SIDE.most, wished, room));
  const scale = side / Math.max(height, width);
  const cell = scale >= 1 ? Math.floor(scale) : scale;
  const [tileWidth, tileHeight] = [Math.max(3, Math.round(cell * width)), Math.max(3, Math.round(cell * height))];
  const columns = Math.max(1, Math.min(count, Math.floor((room + GAP) / (tileWidth + GAP))));
  return { tileWidth, tileHeight, gap: GAP, columns, rows: Math.ceil(count / columns) };
}

export const placeOfTile = ({ tileWidth, tileHeight, gap, columns }: TileGrid, tile: number): readonly [x: number, y: number] =>
  [(tile % columns) * (tileWidth + gap), Math.floor(tile / columns) * (tileHeight + gap)];
