/**
 * Every operator in words, in symbols and as a product that counts its work, for people who want to check it by hand.
 * Work is counted as in the MobileNet papers: multiply-accumulates of convolutions and dense layers and nothing else;
 * what the other operators do is told beside it and counts as none.
 */
import { elements, type Node, type Shape } from '../core/net/index.ts';
import type { FormulaView } from './modelView.ts';

interface Shapes {
  readonly inputs: readonly Shape[];
  readonly output: Shape;
}
type Draft = Pick<FormulaView, 'words' | 'symbols' | 'counts'> & { readonly factors: readonly (readonly [what: string, value: number])[] };

const MACS = 'multiply-accumulates';

const places = ([height, width]: Shape): Draft['factors'] => [['rows out', height], ['columns out', width]];
const all = (shape: Shape): Draft['factors'] => [...places(shape), ['channels', shape[2]]];
const windowOf = ([height, width]: readonly [number, number]): Draft['factors'] => [['window rows', height], ['window columns', width]];
const size = ([height, width]: readonly [number, number]): string => `${height} × ${width}`;

export function formulaOf(node: Node, shapes: Shapes): FormulaView {
  const { factors, counts, ...rest } = draftOf(node, shapes);
  const product = factors.reduce((whole, [, value]) => whole * value, 1);
  return { ...rest, counts, factors: factors.map(([what, value]) => ({ what, value })), product, macs: counts === MACS ? product : 0 };
}

function draftOf(node: Node, { inputs, output }: Shapes): Draft {
  const channels = inputs[0][2];
  switch (node.kind) {
    case 'conv2d':
      return {
        words: node.kernel.join() === '1,1'
          ? `Each of the ${output[2]} output channels is a weighted sum of the ${channels} input channels at the same place: it mixes channels and never looks beside.`
          : `Each of the ${output[2]} output channels slides a window of ${size(node.kernel)} over all ${channels} input channels, with weights of its own, and adds everything up.`,
        symbols: 'out[y, x, o] = bias[o] + Σ i, j, c  w[o, i, j, c] · in[y·s + i, x·s + j, c]',
        counts: MACS, factors: [...places(output), ['channels out', output[2]], ...windowOf(node.kernel), ['channels in', channels]],
      };
    case 'depthwiseConv2d':
      return {
        words: `Each channel is filtered by a window of ${size(node.kernel)} of its own and sees no other channel. A standard convolution of this shape would do ${channels} times the work.`,
        symbols: `out[y, x, c] = bias[c] + Σ i, j  w[i, j, c] · in[y·s + i, x·s + j, ${(node.multiplier ?? 1) === 1 ? 'c' : `⌊c / ${node.multiplier}⌋`}]`,
        counts: MACS, factors: [...places(output), ['channels out', output[2]], ...windowOf(node.kernel)],
      };
    case 'dense':
      return {
        words: `Each of the ${output[2]} outputs is a weighted sum of all ${elements(inputs[0])} inputs.`,
        symbols: 'out[o] = bias[o] + Σ i  w[o, i] · in[i]',
        counts: MACS, factors: [['inputs', elements(inputs[0])], ['outputs', output[2]]],
      };
    case 'add':
      return { words: 'Two tensors are added, element by element: usually a shortcut that goes round some layers.', symbols: 'out = first + second', counts: 'additions', factors: all(output) };
    case 'sub':
      return { words: 'The second tensor is taken from the first, element by element.', symbols: 'out = first − second', counts: 'subtractions', factors: all(output) };
    case 'mul':
      return { words: 'Two tensors are multiplied, element by element: often a gate that lets channels through or not.', symbols: 'out = first · second', counts: 'multiplications', factors: all(output) };
    case 'averagePool2d':
      return { words: `Each output is the mean of a window of ${size(node.kernel)} of its channel; padded places do not count.`, symbols: 'out[y, x, c] = mean over i, j of in[y·s + i, x·s + j, c]', counts: 'additions at most', factors: [...all(output), ...windowOf(node.kernel)] };
    case 'maxPool2d':
      return { words: `Each output is the largest value of a window of ${size(node.kernel)} of its channel.`, symbols: 'out[y, x, c] = max over i, j of in[y·s + i, x·s + j, c]', counts: 'comparisons at most', factors: [...all(output), ...windowOf(node.kernel)] };
    case 'mean':
      return { words: 'Each channel becomes one number, its mean over all places.', symbols: 'out[c] = mean over y, x of in[y, x, c]', counts: 'additions', factors: [['rows in', inputs[0][0]], ['columns in', inputs[0][1]], ['channels', channels]] };
    case 'softmax':
      return { words: 'Scores become shares that add up to one; the largest score gets the largest share.', symbols: `out[c] = e^(${node.beta === 1 ? '' : `${node.beta} · `}in[c]) / Σ k e^(${node.beta === 1 ? '' : `${node.beta} · `}in[k])`, counts: 'exponentials', factors: all(output) };
    case 'lookup':
      return { words: `A function of one value, ${node.fn}, read from a table of the 256 values an int8 can have.`, symbols: `out = table[in + 128], ${node.fn} rounded to int8`, counts: 'look-ups', factors: all(output) };
    case 'concat':
      return { words: `${inputs.length} tensors are put one after another along ${AXES[node.axis]}; values stay as they are.`, symbols: 'out = in₁ ‖ in₂ ‖ …', counts: 'bytes moved', factors: all(output) };
    case 'slice':
      return { words: `A part is cut out: every ${size([node.stride[0], node.stride[1]])} place from row ${node.begin[0]}, column ${node.begin[1]}, channel ${node.begin[2]} on.`, symbols: 'out[y, x, c] = in[begin + stride · (y, x, c)]', counts: 'bytes moved', factors: all(output) };
    case 'pad':
      return { words: 'A border of zeros is laid round height and width.', symbols: 'out[y, x, c] = in[y − top, x − left, c], 0 outside', counts: 'bytes written', factors: all(output) };
    case 'resizeNearest':
      return { words: 'Height and width change; each place takes the value of the nearest place of the input.', symbols: 'out[y, x, c] = in[nearest(y), nearest(x), c]', counts: 'bytes moved', factors: all(output) };
    default:
      return node satisfies never;
  }
}

const AXES = ['height', 'width', 'channels'] as const;
