/**
 * A network laid out by depth: a layer stands one row below the deepest layer it reads, so that every edge goes down.
 * Our networks are chains with shortcuts and a few branches: a branch keeps the lane it began in, and an edge that passes
 * layers by takes a lane of its own, straight down. After Sugiyama, Tagawa and Toda 1981, without their sweeps, which
 * such graphs do not need: linear in layers and in what passes each row.
 */

export interface GraphItem {
  /** What it reads, by place in the list; all stand before it. */
  readonly inputs: readonly number[];
}

export interface Spot {
  readonly row: number;
  readonly lane: number;
}

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** The lane in which it passes rows by, or null where it goes to the next one. */
  readonly lane: number | null;
}

export interface GraphLayout {
  readonly spots: readonly Spot[];
  readonly edges: readonly GraphEdge[];
  readonly rows: number;
  /** Of each lane: whether an item stands in it somewhere; else only edges pass. */
  readonly lanes: readonly boolean[];
}

export function layoutGraph(items: readonly GraphItem[]): GraphLayout {
  const row: number[] = [];
  for (const { inputs } of items) row.push(inputs.reduce((deepest, id) => Math.max(deepest, row[id] + 1), 0));
  /** The deepest row that reads an item, and how many rows follow it: the longest branch goes straight on. */
  const [last, height] = [row.map(() => 0), row.map(() => 0)];
  for (let to = items.length - 1; to >= 0; to--) {
    for (const from of items[to].inputs) {
      last[from] = Math.max(last[from], row[to]);
      height[from] = Math.max(height[from], height[to] + 1);
    }
  }
  const rows = row.reduce((most, one) => Math.max(most, one + 1), 0);
  const byRow = Array.from({ length: rows }, (): number[] => []);
  row.forEach((at, item) => byRow[at].push(item));

  const lane = row.map(() => 0);
  /** Lanes of items whose edges pass the row. */
  const passing = new Map<number, number>();
  const wire = new Map<number, number>();
  byRow.forEach((here, at) => {
    for (const [item] of passing) if (last[item] <= at) passing.delete(item);
    const taken = new Set(passing.values());
    const take = (wanted: number): number => {
      const free = nearestFree(taken, wanted);
      taken.add(free);
      return free;
    };
    const wanted = new Map(here.map((item) => [item, items[item].inputs.reduce((least, id) => Math.min(least, lane[id]), Infinity)]));
    for (const item of [...here].sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || height[b] - height[a] || a - b)) {
      const want = wanted.get(item) ?? 0;
      lane[item] = take(Number.isFinite(want) ? want : 0);
    }
    for (const item of at > 0 ? byRow[at - 1] : []) {
      if (last[item] <= at) continue;
      const own = take(lane[item]);
      passing.set(item, own);
      wire.set(item, own);
    }
  });
  const edges = items.flatMap(({ inputs }, to) => [...new Set(inputs)].map((from): GraphEdge => ({ from, to, lane: row[to] - row[from] > 1 ? wire.get(from) ?? null : null })));
  const lanes = Array.from({ length: Math.max(-1, ...lane, ...wire.values()) + 1 }, () => false);
  for (const one of lane) lanes[one] = true;
  return { spots: row.map((at, item) => ({ row: at, lane: lane[item] })), edges, rows, lanes };
}

/** To the right first. */
function nearestFree(taken: ReadonlySet<number>, wanted: number): number {
  for (let away = 0; ; away++) {
    if (!taken.has(wanted + away)) return wanted + away;
    if (wanted >= away && !taken.has(wanted - away)) return wanted - away;
  }
}
