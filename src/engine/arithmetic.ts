/** The integers of one operator of a compiled network, as the model view shows them; see modelView.ts for what each is. */
import { clampOf, type Int8Net } from '../core/quant/index.ts';
import type { Node } from '../core/net/index.ts';
import type { ArithmeticView, WindowView } from './modelView.ts';

function windowOf(node: Extract<Node, { kernel: unknown }>): WindowView {
  const { kernel, stride, padding: { top, left } } = node;
  return { kernel, stride, dilation: ('dilation' in node ? node.dilation : undefined) ?? [1, 1], before: [top, left] };
}

export function arithmeticOf({ tensors, layers, adds, scalings, rounding }: Int8Net, node: Node): ArithmeticView | null {
  const { activationMin: least, activationMax: most } = clampOf(tensors, node);
  const common: ArithmeticView = { window: null, multiplier: 1, factors: [], rounding, least, most };
  const layer = layers.get(node.name);
  const byChannel = Array.from(layer?.multipliers ?? [], (mantissa, channel) => ({ mantissa, shift: layer?.shifts[channel] ?? 0 }));
  const sum = adds.get(node.name);
  const scaling = scalings.get(node.name);
  switch (node.kind) {
    case 'conv2d': return { ...common, window: windowOf(node), factors: byChannel };
    case 'depthwiseConv2d': return { ...common, window: windowOf(node), multiplier: node.multiplier ?? 1, factors: byChannel };
    case 'dense': return { ...common, factors: byChannel };
    case 'add':
    case 'sub': return sum === undefined ? null : { ...common, factors: [sum.first, sum.second, sum.output] };
    case 'mul':
    case 'mean': return scaling === undefined ? null : { ...common, factors: [{ mantissa: scaling.mantissa, shift: scaling.shift }] };
    case 'averagePool2d':
    case 'maxPool2d': return { ...common, window: windowOf(node) };
    case 'softmax':
    case 'lookup':
    case 'concat':
    case 'slice':
    case 'pad':
    case 'resizeNearest': return null;
    default: return node satisfies never;
  }
}
