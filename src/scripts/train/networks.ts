/**
 * The three networks that training is timed on: MBConv nets for 49 x 10 audio frames and for images of 32 and 64
 * pixels, of 2.5, 5.6 and 4.8 M MACs. The prototype's spec.json describes the same ones.
 */
import { buildNet, type Net } from '../../core/net/index.ts';
import type { Block } from '../../core/space/index.ts';

type BlockRow = readonly [inChannels: number, expand: number, outChannels: number, kernel: number, stride: number];

export interface ReferenceNet {
  readonly name: string;
  readonly batch: number;
  readonly net: Net;
}

function reference(name: string, batch: number, input: readonly [number, number, number], classes: number, stemChannels: number, rows: readonly BlockRow[]): ReferenceNet {
  const blocks = rows.map(([inChannels, expand, outChannels, kernel, stride], i): Block => ({
    name: `block${i}`, inChannels, midChannels: inChannels * expand, outChannels, kernel, stride: [stride, stride],
    expand: true, shortcut: stride === 1 && inChannels === outChannels,
  }));
  // a 3x3 window of stride 2 over SAME padding: one row more below and beside an even side
  const before = [input[0] % 2, input[1] % 2];
  return {
    name,
    batch,
    net: buildNet({ name, input, classes, stem: { outChannels: stemChannels, kernel: [3, 3], stride: [2, 2], padding: [before[0], 1, before[1], 1] }, blocks, mixChannels: null }),
  };
}

export const referenceNets: readonly ReferenceNet[] = [
  reference('A', 64, [49, 10, 1], 12, 24, [[24, 3, 24, 5, 1], [24, 3, 24, 5, 1], [24, 4, 40, 5, 2], [40, 4, 40, 5, 1]]),
  reference('B32', 32, [32, 32, 3], 10, 16, [[16, 4, 24, 3, 1], [24, 3, 24, 3, 1], [24, 4, 40, 5, 2], [40, 4, 40, 5, 1], [40, 4, 80, 5, 2], [80, 4, 80, 3, 1]]),
  reference('B64', 32, [64, 64, 3], 10, 8, [[8, 4, 16, 3, 2], [16, 4, 16, 5, 1], [16, 4, 24, 5, 2], [24, 6, 24, 5, 1], [24, 6, 48, 5, 2], [48, 6, 48, 3, 1], [48, 6, 48, 3, 1], [48, 6, 96, 3, 1]]),
];
