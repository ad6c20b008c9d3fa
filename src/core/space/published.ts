/**
 * Networks whose figures are in print, in the short form in which they are quoted: the anchors against which MACs,
 * parameters, flash and SRAM are held. They are not of the grid's spaces: kernels and expansions vary freely.
 * Source: mit-han-lab/tinyml at e899b1b, mcunet/assets/configs; mcunet-vww1 from mit-han-lab/tinyengine (both MIT).
 */
import type { Architecture, Block } from './architecture.ts';
import { makeDivisible } from './divisible.ts';

type StageForm = readonly [outChannels: number, kernels: readonly number[], expands: readonly number[]];

const STRIDES = [2, 2, 2, 1, 2, 1];

function published(name: string, resolution: number, stem: number, first: number, classes: number, stages: readonly StageForm[]): Architecture {
  const blocks: Block[] = [
    { name: 'stage0.block0', inChannels: stem, midChannels: stem, outChannels: first, kernel: 3, stride: [1, 1], expand: false, shortcut: false },
  ];
  let inChannels = first;
  stages.forEach(([outChannels, kernels, expands], s) =>
    kernels.forEach((kernel, b) => {
      const stride = b === 0 ? STRIDES[s] : 1;
      blocks.push({
        name: `stage${s + 1}.block${b}`,
        inChannels,
        midChannels: makeDivisible(Math.round(inChannels * expands[b]), 8),
        outChannels,
        kernel,
        stride: [stride, stride],
        expand: true,
        shortcut: stride === 1 && inChannels === outChannels,
      });
      inChannels = outChannels;
    }),
  );
  return {
    name,
    input: [resolution, resolution, 3],
    classes,
    stem: { outChannels: stem, kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] },
    blocks,
    mixChannels: null,
  };
}

export const publishedNetworks: readonly Architecture[] = [
  published('mcunet-in0', 48, 24, 16, 1000, [
    [16, [5, 3, 3], [4, 3, 4]], [24, [7, 5, 5], [5, 4, 5]], [48, [7, 5], [5, 4]], [56, [3, 5, 3], [5, 4, 5]], [112, [3, 5], [6, 4]], [192, [3], [6]],
  ]),
  published('mcunet-in1', 96, 16, 8, 1000, [
    [16, [3, 3], [4, 3]], [24, [7, 3], [3, 5]], [40, [3, 7], [5, 4]], [48, [5, 3, 3], [4, 3, 4]], [96, [7, 5, 5], [5, 4, 4]], [160, [3], [6]],
  ]),
  published('mcunet-in2', 160, 16, 8, 1000, [
    [16, [5, 7, 3, 5], [3, 6, 5, 5]], [24, [3, 7, 5], [5, 6, 6]], [40, [7, 5], [4, 5]], [48, [3, 5, 3], [5, 5, 4]], [96, [5, 5, 5, 3], [6, 4, 3, 4]], [160, [5], [5]],
  ]),
  published('mcunet-in3', 176, 16, 8, 1000, [
    [16, [7, 3, 7, 5], [3, 5, 5, 4]], [24, [5, 5, 5], [5, 5, 5]], [40, [3, 7, 5], [5, 6, 4]], [48, [5, 7, 3], [5, 5, 5]], [96, [3, 7, 3], [6, 5, 4]], [160, [7], [5]],
  ]),
  published('mcunet-in4', 160, 32, 16, 1000, [
    [24, [7, 3, 5], [3, 5, 4]], [40, [7, 3, 7], [5, 4, 4]], [80, [7, 3, 7], [3, 3, 3]], [96, [3, 5, 5], [4, 3, 3]], [192, [7, 7, 5], [4, 3, 3]], [320, [5], [4]],
  ]),
  published('mcunet-vww1', 80, 16, 8, 2, [
    [16, [3, 3, 3], [6, 3, 3]], [24, [7, 3, 5], [3, 6, 5]], [40, [7, 7], [6, 6]], [48, [3, 3], [6, 4]], [96, [5, 3, 3], [5, 5, 4]], [160, [7], [3]],
  ]),
];
