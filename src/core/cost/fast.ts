/**
 * MACs, formula C and flash straight from genes: what stage 1 asks of 108 000 networks. Everything that does not
 * depend on genes (extents, channels, middle widths) is worked out once per space; a network is then one pass over
 * its blocks. The slow path through the IR is the oracle; a property test holds the two equal.
 */
import { aligned } from '../memory/index.ts';
import { expandedChannels, inputOf, scaledChannels, WIDTH_GENE, type Genome, type Space } from '../space/index.ts';
import { TABLE_BYTES_PER_CHANNEL, TINY_ENGINE_CODE_BYTES } from './totals.ts';

export interface FastCost {
  macs: number;
  /** Formula C in total, bytes. */
  peakSramC: number;
  flashBytes: number;
}

/** From a genome's genes, which are not checked, to its costs. The object returned is overwritten by the next call. */
export type FastJudge = (genes: ArrayLike<number>) => Readonly<FastCost>;

interface StagePlan {
  readonly depths: readonly number[];
  readonly depthGene: number;
  readonly blockGene: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** Whether the first block keeps extents. */
  readonly unitStride: boolean;
  /** By width gene: channels into the first block, out of every block, and middles of first and later blocks by expand gene. */
  readonly widths: readonly { readonly inChannels: number; readonly outChannels: number; readonly first: readonly number[]; readonly later: readonly number[] }[];
}

const strided = (extent: number, stride: number): number => Math.floor((extent - 1) / stride) + 1;

/** Prepares a space once for judging many of its networks; where the input is elastic, once for each of its sides. */
export function fastJudge(space: Space): FastJudge {
  if (space.resolutions.length === 0) return judgeAt(space, space.input);
  const last = space.choices.length - 1;
  const bySide = space.resolutions.map((_, gene) => judgeAt(space, inputOf(space, { length: last + 1, [last]: gene })));
  return (genes) => bySide[genes[last]](genes);
}

function judgeAt(space: Space, input: Space['input']): FastJudge {
  const { stem, kernels, classes } = space;
  const [padTop, padBottom, padLeft, padRight] = stem.padding;
  const stemHeight = Math.floor((input[0] + padTop + padBottom - stem.kernel[0]) / stem.stride[0]) + 1;
  const stemWidth = Math.floor((input[1] + padLeft + padRight - stem.kernel[1]) / stem.stride[1]) + 1;
  const stemPlane = stemHeight * stemWidth;
  const stemTaps = stem.kernel[0] * stem.kernel[1] * input[2];
  const inputBytes = aligned(input[0] * input[1] * input[2]);
  const stemChannels = space.widths.map((width) => scaledChannels(space, stem.baseChannels, width));
  const firstChannels = space.firstBlock === null ? null : space.widths.map((width) => scaledChannels(space, space.firstBlock ?? 0, width));
  const stages = planStages(space, stemHeight, stemWidth, firstChannels ?? stemChannels);
  const cost: FastCost = { macs: 0, peakSramC: 0, flashBytes: 0 };

  return (genes) => {
    const w = genes[WIDTH_GENE];
    const c0 = stemChannels[w];
    let weights = stemTaps * c0;
    let macs = stemPlane * weights;
    let scales = c0;
    let column = stemTaps * 4;
    let inBytes = aligned(stemPlane * c0);
    let arena = inputBytes + inBytes;
    if (firstChannels !== null) {
      const c1 = firstChannels[w];
      macs += stemPlane * (9 * c0 + c0 * c1);
      weights += 9 * c0 + c0 * c1;
      scales += c0 + c1;
      column = Math.max(column, 2 * (stemHeight + 2) * (stemWidth + 2), c0 * 4);
      const outBytes = aligned(stemPlane * c1);
      arena = Math.max(arena, inBytes + outBytes);
      inBytes = outBytes;
    }
    let plane = stemPlane;
    for (const stage of stages) {
      const { inChannels, outChannels, first, later } = stage.widths[w];
      const depth = stage.depths[genes[stage.depthGene]];
      const outPlane = stage.outHeight * stage.outWidth;
      const outBytes = aligned(outPlane * outChannels);
      for (let b = 0; b < depth; b++) {
        const at = stage.blockGene + 2 * b;
        const kernel = kernels[genes[at]];
        const cin = b === 0 ? inChannels : outChannels;
        const mid = (b === 0 ? first : later)[genes[at + 1]];
        const height = b === 0 ? stage.inHeight : stage.outHeight;
        const width = b === 0 ? stage.inWidth : stage.outWidth;
        const wide = aligned(plane * mid);
        const filtered = aligned(outPlane * mid);
        const held = (b > 0 || stage.unitStride) && cin === outChannels ? inBytes : 0;
        const taps = kernel * kernel * mid;
        macs += plane * cin * mid + outPlane * (taps + mid * outChannels);
        weights += cin * mid + taps + mid * outChannels;
        scales += 2 * mid + outChannels;
        column = Math.max(column, cin * 4, 2 * (height + kernel - 1) * (width + kernel - 1), mid * 4);
        arena = Math.max(arena, inBytes + wide, Math.max(wide, filtered) + held, filtered + outBytes + held, held + outBytes + (held > 0 ? outBytes : 0));
        inBytes = outBytes;
        plane = outPlane;
      }
    }
    const last = stages[stages.length - 1].widths[w].outChannels;
    const pooled = aligned(last);
    cost.macs = macs + last * classes;
    cost.peakSramC = Math.max(arena, inBytes + pooled, pooled + aligned(classes)) + Math.max(column, last * 4) + stemTaps * c0 * 2;
    cost.flashBytes = weights + last * classes + (scales + classes) * TABLE_BYTES_PER_CHANNEL + TINY_ENGINE_CODE_BYTES;
    return cost;
  };
}

function planStages(space: Space, stemHeight: number, stemWidth: number, into: readonly number[]): StagePlan[] {
  let height = stemHeight;
  let width = stemWidth;
  let channels = into;
  return space.stages.map(({ depths, depthGene, blockGene, stride, baseChannels }) => {
    const inHeight = height;
    const inWidth = width;
    height = strided(height, stride[0]);
    width = strided(width, stride[1]);
    const widths = space.widths.map((multiplier, w) => {
      const inChannels = channels[w];
      const outChannels = scaledChannels(space, baseChannels, multiplier);
      const middles = (cin: number): number[] => space.expands.map((expand) => expandedChannels(space, cin, expand));
      return { inChannels, outChannels, first: middles(inChannels), later: middles(outChannels) };
    });
    channels = widths.map(({ outChannels }) => outChannels);
    return {
      depths, depthGene, blockGene, inHeight, inWidth, outHeight: height, outWidth: width, unitStride: stride[0] === 1 && stride[1] === 1, widths,
    };
  });
}

/** One network's costs without building its IR; for many of one space keep a `fastJudge`. */
export const fastCost = (space: Space, genome: Genome): Readonly<FastCost> => fastJudge(space)(genome.genes);
