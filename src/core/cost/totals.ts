/**
 * MACs, parameters and flash of a network, by the conventions under which the published figures were made.
 * Sources: MCUNet README table (parameters count batch norm's gamma and beta); TinyEngine's generator (int8 weights,
 * 4 bytes bias and 4 bytes scale per output channel) and what its README's flash column leaves over for code.
 */
import type { Net } from '../net/index.ts';
import { costOf } from './op-cost.ts';

/** Bias and scale, four bytes each. */
export const TABLE_BYTES_PER_CHANNEL = 8;

/** Code of TinyEngine's kernels and runtime: 63 to 65 KiB in five published networks. */
export const TINY_ENGINE_CODE_BYTES = 64 * 1024;

export interface Flash {
  readonly total: number;
  readonly weights: number;
  /** Biases, scales and tables of lookups. */
  readonly tables: number;
  readonly code: number;
}

/** Multiply-accumulates for one input. */
export const macs = (net: Net): number => net.nodes.reduce((sum, node) => sum + costOf(net, node).macs, 0);

/** Trained numbers: weights, gamma and beta of every convolution's batch norm, bias of dense layers. */
export const parameters = (net: Net): number =>
  net.nodes.reduce((sum, node) => {
    const { weights, channels, normalised } = costOf(net, node);
    return sum + weights + channels * (normalised ? 2 : 1);
  }, 0);

/** Bytes in flash of the int8 network. */
export function flash(net: Net, codeBytes = TINY_ENGINE_CODE_BYTES): Flash {
  let weights = 0;
  let tables = 0;
  for (const node of net.nodes) {
    const cost = costOf(net, node);
    weights += cost.weights;
    tables += cost.channels * TABLE_BYTES_PER_CHANNEL + cost.tableBytes;
  }
  return { total: weights + tables + codeBytes, weights, tables, code: codeBytes };
}
