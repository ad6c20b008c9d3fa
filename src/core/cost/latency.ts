/**
 * Latency and energy before anything runs: cycles = sum over layers of constant(core, op class) x MACs, 1.7 times that
 * where channels are not multiples of four; energy = active power x latency, for power is constant to about 5 % per
 * board over very different networks. Ops without weights are free here, as are fixed costs per layer: the
 * published totals do not let them be told apart. Estimates, and labelled so.
 * Sources: cycle-table.ts; MicroNets (arXiv 2010.11267) section 3 for energy.
 */
import type { Board } from '../boards/index.ts';
import { figure, type Figure } from '../lib/index.ts';
import { isWeighted, type Net, type Node } from '../net/index.ts';
import { cycleTables, UNALIGNED_PENALTY, type CycleClass, type Range } from './cycle-table.ts';
import { costOf } from './op-cost.ts';

export interface LayerLatency {
  readonly name: string;
  readonly cycles: number;
  readonly ms: number;
}

export interface Latency {
  readonly ms: Figure;
  readonly cycles: number;
  /** Milliseconds with the lowest and the highest constants the sources show. */
  readonly intervalMs: Range;
  /** In execution order. */
  readonly perLayer: readonly LayerLatency[];
}

function cycleClass(node: Node): CycleClass | null {
  if (!isWeighted(node)) return null;
  switch (node.kind) {
    case 'conv2d':
      return node.kernel[0] * node.kernel[1] === 1 ? 'separable' : 'convolution';
    case 'depthwiseConv2d':
      return 'separable';
    case 'dense':
      return 'dense';
    default:
      return node satisfies never;
  }
}

/** The network's own input (one or three channels) is part of the fitted constants and bears no penalty. */
function unaligned(net: Net, { inputs, output }: Node): boolean {
  const odd = (id: number): boolean => id !== net.inputs[0] && net.tensors[id].shape[2] % 4 !== 0;
  return odd(output) || inputs.some(odd);
}

/** Of a network whose first layers run patch by patch: the multiply-accumulates of each beyond those of one pass. */
export interface Patched {
  readonly extraPerStep: readonly number[];
}

/** Of one layer, what its patches compute again included. */
export const macsOf = (net: Net, step: number, patched: Patched | null): number => costOf(net, net.nodes[step]).macs + (patched?.extraPerStep[step] ?? 0);

/** Of one inference at batch 1; ops without weights cost nothing. `cycles` and `ms` are the middle of the sources' interval. */
export function latency(net: Net, board: Board, patched: Patched | null = null): Latency {
  const table = cycleTables[board.core];
  const cyclesPerMs = board.clockMhz.value * 1000;
  const bounds = [0, 0];
  const perLayer = net.nodes.map((node, step): LayerLatency => {
    const kind = cycleClass(node);
    if (kind === null) return { name: node.name, cycles: 0, ms: 0 };
    const work = macsOf(net, step, patched) * (unaligned(net, node) ? UNALIGNED_PENALTY : 1);
    const [low, high] = table[kind];
    bounds[0] += low * work;
    bounds[1] += high * work;
    const cycles = ((low + high) / 2) * work;
    return { name: node.name, cycles, ms: cycles / cyclesPerMs };
  });
  const cycles = perLayer.reduce((sum, layer) => sum + layer.cycles, 0);
  const [low, high] = bounds.map((bound) => bound / cyclesPerMs);
  const interval = low === high ? 'no interval is known' : `${low.toPrecision(3)} to ${high.toPrecision(3)} ms`;
  const source = `cycles per MAC of the ${board.core} core at ${board.clockMhz.value} MHz: ${table.source}; ${interval}; plain C kernels are slower`;
  return { ms: figure(cycles / cyclesPerMs, 'ms', 'estimated', source), cycles, intervalMs: [low, high], perLayer };
}

/** Energy of one inference in mJ, or null where the board's power has no source. */
export function energy(net: Net, board: Board, patched: Patched | null = null): Figure | null {
  if (board.activePowerMw === null) return null;
  const { ms } = latency(net, board, patched);
  const scope = board.powerScope === 'board' ? 'whole board' : 'microcontroller alone';
  return figure((board.activePowerMw.value * ms.value) / 1000, 'mJ', 'estimated', `active power (${scope}: ${board.activePowerMw.source}) x latency (${ms.source})`);
}
