/** The bill layer by layer: what each costs in work, flash, SRAM and time. */
import type { Board } from '../boards/index.ts';
import { peakSram, type MemoryModel } from '../memory/index.ts';
import { inputShapes, type Net, type OpKind, type Shape } from '../net/index.ts';
import { latency, macsOf, type Patched } from './latency.ts';
import { costOf } from './op-cost.ts';
import { TABLE_BYTES_PER_CHANNEL } from './totals.ts';

export interface CostRow {
  readonly index: number;
  readonly name: string;
  readonly op: OpKind;
  /** Of the first input. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Patches that compute their borders again included. */
  readonly macs: number;
  /** Weights, bias, scales and tables in flash. */
  readonly weightBytes: number;
  /** Tensors and buffers this step needs by the chosen formula. */
  readonly sramBytes: number;
  /** Estimate, or null without a board. */
  readonly latencyMs: number | null;
}

/** One row per node, in execution order. */
export function costTable(net: Net, board: Board | null, model: MemoryModel = 'C', patched: Patched | null = null): CostRow[] {
  const { perStep } = peakSram(net, model);
  const times = board === null ? null : latency(net, board, patched).perLayer;
  return net.nodes.map((node, index) => {
    const { weights, channels, tableBytes } = costOf(net, node);
    return {
      index,
      name: node.name,
      op: node.kind,
      inputShape: inputShapes(net, node)[0],
      outputShape: net.tensors[node.output].shape,
      macs: macsOf(net, index, patched),
      weightBytes: weights + channels * TABLE_BYTES_PER_CHANNEL + tableBytes,
      sramBytes: perStep[index].arena + perStep[index].scratch,
      latencyMs: times === null ? null : times[index].ms,
    };
  });
}
