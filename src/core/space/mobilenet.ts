/**
 * MobileNetV2 at any width and resolution: the baseline that MCUNet's tables scale down, and the network on which
 * MCUNetV2 states its memory block by block.
 * Source: MobileNetV2 (arXiv 1801.04381) table 2; rounding as in its reference code.
 */
import type { Architecture, Block } from './architecture.ts';
import { makeDivisible } from './divisible.ts';

const ROWS: readonly (readonly [expand: number, channels: number, repeats: number, stride: number])[] = [
  [1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1],
];

/** @param mixChannels width of the last 1 x 1 convolution: 1280 in the paper, 320 to 448 in MCUNet's scaled baselines */
export function mobileNetV2(width: number, resolution: number, mixChannels: number): Architecture {
  const scaled = (channels: number): number => makeDivisible(channels * width, 8);
  const blocks: Block[] = [];
  const stem = scaled(32);
  let inChannels = stem;
  for (const [expand, channels, repeats, first] of ROWS) {
    const outChannels = scaled(channels);
    for (let r = 0; r < repeats; r++) {
      const stride = r === 0 ? first : 1;
      blocks.push({
        name: `block${blocks.length + 1}`,
        inChannels,
        midChannels: inChannels * expand,
        outChannels,
        kernel: 3,
        stride: [stride, stride],
        expand: expand > 1,
        shortcut: stride === 1 && inChannels === outChannels,
      });
      inChannels = outChannels;
    }
  }
  return {
    name: `mbv2-w${width}-r${resolution}`,
    input: [resolution, resolution, 3],
    classes: 1000,
    stem: { outChannels: stem, kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] },
    blocks,
    mixChannels,
  };
}
