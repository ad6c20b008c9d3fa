/**
 * The supernet's run of floats as the parts a graphics library sees: one table per layer's weights and one row per
 * batch norm or bias. A step uploads the floats once, and what it sums up comes back by the same parts.
 */
import type { Entry, Layout } from '../../core/train/index.ts';
import { isWeighted, type Net, type Node } from '../../core/net/index.ts';

/** `rows` times `pitch` floats from float `at` on. */
export interface Run {
  readonly at: number;
  readonly rows: number;
  readonly pitch: number;
}

/** Which parts a layer reads. A depthwise window smaller than `kernel` is the centre of it. */
export interface LayerRuns {
  readonly weights: Run;
  readonly kernel: number;
  readonly gamma: Run | null;
  readonly beta: Run | null;
  readonly bias: Run | null;
}

export function layerRuns(entry: Entry, node: Node): LayerRuns {
  const own = node.kind === 'depthwiseConv2d' ? entry.smaller.find(({ kernel }) => kernel === node.kernel[0]) : undefined;
  const { pitch } = entry;
  const row = (at: number): Run | null => (at < 0 ? null : { at, rows: 1, pitch });
  return {
    weights: own ? { at: own.window, rows: own.kernel ** 2, pitch } : { at: entry.weights, rows: entry.count / pitch, pitch },
    kernel: own?.kernel ?? entry.kernel,
    gamma: row(entry.gamma), beta: row(entry.beta), bias: row(entry.bias),
  };
}

/** Of every layer with weights, by its name. */
export function netRuns({ entries }: Layout, net: Net): ReadonlyMap<string, LayerRuns> {
  return new Map(net.nodes.filter(isWeighted).map((node) => {
    const entry = entries.get(node.name);
    if (entry === undefined) throw new Error(`no parameters for ${node.name}`);
    return [node.name, layerRuns(entry, node)];
  }));
}

export const allRuns = (layers: ReadonlyMap<string, LayerRuns>): Run[] =>
  [...layers.values()].flatMap(({ weights, gamma, beta, bias }) => [weights, gamma, beta, bias].filter((run) => run !== null));
