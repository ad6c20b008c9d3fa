/**
 * The op record of kernels/int8/int8.h as the compiler sees it: field by field in the order of the struct, flags, and
 * which kernel runs which kind of record. The C header is the other spelling; a test holds the two together.
 */

/** Fields of int8_op: first those of 32 bits, then those of 16. */
export const WIDE_FIELDS = [
  'input', 'second_input', 'output', 'scratch', 'weights', 'bias', 'multipliers', 'shifts', 'input_row', 'second_row', 'output_row',
] as const;
export const NARROW_FIELDS = [
  'kind', 'flags', 'input_height', 'input_width', 'input_channels', 'output_height', 'output_width', 'output_channels',
  'kernel_height', 'kernel_width', 'stride_height', 'stride_width', 'dilation_height', 'dilation_width', 'pad_top', 'pad_left',
  'multiplier', 'input_offset', 'second_offset', 'output_offset', 'activation_min', 'activation_max',
] as const;
export const OP_FIELDS = [...WIDE_FIELDS, ...NARROW_FIELDS] as const;
export type OpField = (typeof OP_FIELDS)[number];
export type OpFields = Record<OpField, number>;
export const OP_BYTES = 4 * WIDE_FIELDS.length + 2 * NARROW_FIELDS.length;
/** Largest value of a narrow field. */
export const MOST_NARROW = 32767;

/** The flags of int8.h. */
export const FLAGS = { reverse: 1, singleRounding: 2, general: 4, clamp: 8, externalInput: 16, subtract: 32, externalSecond: 64, ragged: 128 } as const;

/** The kinds of int8.h and their functions. */
export const KERNELS = {
  conv2d: { code: 1, symbol: 'int8_conv2d' },
  depthwiseConv2d: { code: 2, symbol: 'int8_depthwise_conv2d' },
  dense: { code: 3, symbol: 'int8_dense' },
  add: { code: 4, symbol: 'int8_add' },
  averagePool2d: { code: 5, symbol: 'int8_average_pool2d' },
  maxPool2d: { code: 6, symbol: 'int8_max_pool2d' },
  softmax: { code: 7, symbol: 'int8_softmax' },
  mul: { code: 8, symbol: 'int8_mul' },
  mean: { code: 9, symbol: 'int8_mean' },
  lookup: { code: 10, symbol: 'int8_lookup' },
  copy: { code: 11, symbol: 'int8_copy' },
  fill: { code: 12, symbol: 'int8_fill' },
  resizeNearest: { code: 13, symbol: 'int8_resize_nearest' },
  conv2dLean: { code: 14, symbol: 'int8_conv2d_lean' },
  patches: { code: 15, symbol: 'int8_patches' },
} as const;
export type OpKernel = keyof typeof KERNELS;
