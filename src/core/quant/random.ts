/**
 * Networks nobody trained: random weights and random inputs for a given net. Property tests of several rooms feed on
 * them (`randomNet.ts` makes the nets), and a genome without a checkpoint can still be exported and timed with them.
 */
import type { Rng } from '../lib/index.ts';
import { inputElements, type FloatNet, type LayerWeights, type Net } from '../net/index.ts';
import { weightShape } from './weights.ts';

/** Weights of variance 2 / fan-in and small biases; about one channel in sixteen is all zero, as pruning leaves them. */
export function randomWeights(net: Net, rng: Rng): FloatNet {
  const layers = new Map<string, LayerWeights>();
  for (const node of net.nodes) {
    const size = weightShape(net, node);
    if (size === null) continue;
    const stream = rng.fork(node.name);
    const spread = Math.sqrt((2 * size.channels) / size.weights);
    const weights = Float32Array.from({ length: size.weights }, () => stream.normal() * spread);
    const bias = Float32Array.from({ length: size.channels }, () => stream.normal() * 0.2);
    const per = size.weights / size.channels;
    for (let c = 0; c < size.channels; c++) {
      if (stream.int(16) !== 0) continue;
      for (let i = 0; i < per; i++) weights[node.kind === 'depthwiseConv2d' ? i * size.channels + c : c * per + i] = 0;
    }
    layers.set(node.name, { weights, bias });
  }
  return { net, layers };
}

/** count examples of uniform int8; the inputs of a network follow one another in each. */
export const randomInputs = (net: Net, count: number, rng: Rng): Int8Array =>
  Int8Array.from({ length: count * inputElements(net) }, () => rng.int(256) - 128);
