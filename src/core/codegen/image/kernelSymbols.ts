/** Which C function runs which kind of op record: the enum of kernels/int8/int8.h, its names in small letters. */
import { InputError } from '../../lib/index.ts';
import { OP_BYTES, WIDE_FIELDS } from '../lower.ts';

/** By kind. Null: the runner's own, no kernel. */
export const KERNEL_SYMBOLS: Readonly<Record<number, string | null>> = {
  1: 'int8_conv2d', 2: 'int8_depthwise_conv2d', 3: 'int8_dense', 4: 'int8_add', 5: 'int8_average_pool2d', 6: 'int8_max_pool2d', 7: 'int8_softmax',
  8: 'int8_mul', 9: 'int8_mean', 10: 'int8_lookup', 11: 'int8_copy', 12: 'int8_fill', 13: 'int8_resize_nearest', 14: 'int8_conv2d_lean', 15: null,
};

const KIND_OFFSET = 4 * WIDE_FIELDS.length;

/** @returns the kernels that these op records need, each once, in order of kind */
export function kernelsOf(ops: Uint8Array): readonly string[] {
  const view = new DataView(ops.buffer, ops.byteOffset, ops.byteLength);
  const kinds = new Set(Array.from({ length: Math.floor(ops.length / OP_BYTES) }, (_, i) => view.getInt16(OP_BYTES * i + KIND_OFFSET, true)));
  return [...kinds].sort((a, b) => a - b).flatMap((kind) => {
    const symbol = KERNEL_SYMBOLS[kind];
    if (symbol === undefined) throw new InputError(`there is no kernel for ops of kind ${kind}`, 'plan');
    return symbol === null ? [] : [symbol];
  });
}
