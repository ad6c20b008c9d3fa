/**
 * The parts of TensorFlow Lite's schema that reader and writer share: numbers of operators, element types and the
 * option fields of the operators that are understood.
 * Source: tensorflow/lite/schema/schema.fbs, version 3.
 */

export const SCHEMA_VERSION = 3;
export const IDENTIFIER = 'TFL3';

/** Names of builtin operators by number; those left out are told by number. */
export const OPERATORS: Readonly<Record<number, string>> = {
  0: 'ADD', 1: 'AVERAGE_POOL_2D', 2: 'CONCATENATION', 3: 'CONV_2D', 4: 'DEPTHWISE_CONV_2D', 5: 'DEPTH_TO_SPACE', 6: 'DEQUANTIZE',
  9: 'FULLY_CONNECTED', 14: 'LOGISTIC', 15: 'LSTM', 17: 'MAX_POOL_2D', 18: 'MUL', 19: 'RELU', 20: 'RELU_N1_TO_1', 21: 'RELU6', 22: 'RESHAPE',
  23: 'RESIZE_BILINEAR', 24: 'RNN', 25: 'SOFTMAX', 26: 'SPACE_TO_DEPTH', 27: 'SVDF', 28: 'TANH', 32: 'CUSTOM', 34: 'PAD', 36: 'GATHER',
  37: 'BATCH_TO_SPACE_ND', 38: 'SPACE_TO_BATCH_ND', 39: 'TRANSPOSE', 40: 'MEAN', 41: 'SUB', 42: 'DIV', 43: 'SQUEEZE',
  44: 'UNIDIRECTIONAL_SEQUENCE_LSTM', 45: 'STRIDED_SLICE', 47: 'EXP', 49: 'SPLIT', 50: 'LOG_SOFTMAX', 53: 'CAST', 54: 'PRELU', 55: 'MAXIMUM',
  56: 'ARG_MAX', 57: 'MINIMUM', 60: 'PADV2', 65: 'SLICE', 67: 'TRANSPOSE_CONV', 70: 'EXPAND_DIMS', 74: 'SUM', 76: 'RSQRT', 77: 'SHAPE',
  78: 'POW', 81: 'REDUCE_PROD', 82: 'REDUCE_MAX', 83: 'PACK', 88: 'UNPACK', 92: 'SQUARE', 97: 'RESIZE_NEAREST_NEIGHBOR', 98: 'LEAKY_RELU',
  99: 'SQUARED_DIFFERENCE', 100: 'MIRROR_PAD', 101: 'ABS', 102: 'SPLIT_V', 111: 'ELU', 114: 'QUANTIZE', 117: 'HARD_SWISH', 118: 'IF', 119: 'WHILE', 126: 'BATCH_MATMUL', 150: 'GELU',
};
export const CUSTOM = 32;

export const ELEMENT_TYPES = [
  'FLOAT32', 'FLOAT16', 'INT32', 'UINT8', 'INT64', 'STRING', 'BOOL', 'INT16', 'COMPLEX64', 'INT8', 'FLOAT64', 'COMPLEX128', 'UINT64',
  'RESOURCE', 'VARIANT', 'UINT32', 'UINT16', 'INT4', 'BFLOAT16',
] as const;

export const SAME = 0;
export const VALID = 1;

/** Fused activations by number. */
export const ACTIVATIONS = ['NONE', 'RELU', 'RELU_N1_TO_1', 'RELU6', 'TANH', 'SIGN_BIT'] as const;

export interface OptionField {
  readonly name: string;
  readonly kind: 'byte' | 'int' | 'float';
  readonly absent: number;
}

const byte = (name: string): OptionField => ({ name, kind: 'byte', absent: 0 });
const int = (name: string, absent = 0): OptionField => ({ name, kind: 'int', absent });
const float = (name: string): OptionField => ({ name, kind: 'float', absent: 0 });

/** Number of the options' table in the union, and its fields in order, as many as are understood. */
export const OPTIONS: Readonly<Record<string, { readonly union: number; readonly fields: readonly OptionField[] }>> = {
  CONV_2D: { union: 1, fields: [byte('padding'), int('strideWidth'), int('strideHeight'), byte('activation'), int('dilationWidth', 1), int('dilationHeight', 1)] },
  DEPTHWISE_CONV_2D: { union: 2, fields: [byte('padding'), int('strideWidth'), int('strideHeight'), int('multiplier'), byte('activation'), int('dilationWidth', 1), int('dilationHeight', 1)] },
  AVERAGE_POOL_2D: { union: 5, fields: [byte('padding'), int('strideWidth'), int('strideHeight'), int('filterWidth'), int('filterHeight'), byte('activation')] },
  MAX_POOL_2D: { union: 5, fields: [byte('padding'), int('strideWidth'), int('strideHeight'), int('filterWidth'), int('filterHeight'), byte('activation')] },
  FULLY_CONNECTED: { union: 8, fields: [byte('activation'), byte('weightsFormat'), byte('keepDimensions')] },
  SOFTMAX: { union: 9, fields: [float('beta')] },
  CONCATENATION: { union: 10, fields: [int('axis'), byte('activation')] },
  ADD: { union: 11, fields: [byte('activation')] },
  RESHAPE: { union: 17, fields: [] },
  MUL: { union: 21, fields: [byte('activation')] },
  PAD: { union: 22, fields: [] },
  GATHER: { union: 23, fields: [int('axis'), int('batchDimensions')] },
  TRANSPOSE: { union: 26, fields: [] },
  MEAN: { union: 27, fields: [byte('keepDimensions')] },
  REDUCE_MAX: { union: 27, fields: [byte('keepDimensions')] },
  REDUCE_PROD: { union: 27, fields: [byte('keepDimensions')] },
  SUB: { union: 28, fields: [byte('activation')] },
  SQUEEZE: { union: 30, fields: [] },
  STRIDED_SLICE: { union: 32, fields: [int('beginMask'), int('endMask'), int('ellipsisMask'), int('newAxisMask'), int('shrinkAxisMask'), byte('offset')] },
  SPLIT: { union: 35, fields: [int('splits')] },
  CAST: { union: 37, fields: [byte('inType'), byte('outType')] },
  DEQUANTIZE: { union: 38, fields: [] },
  PADV2: { union: 43, fields: [] },
  SLICE: { union: 48, fields: [] },
  EXPAND_DIMS: { union: 52, fields: [] },
  SHAPE: { union: 55, fields: [byte('outType')] },
  PACK: { union: 59, fields: [int('values'), int('axis')] },
  UNPACK: { union: 64, fields: [int('values'), int('axis')] },
  RESIZE_NEAREST_NEIGHBOR: { union: 74, fields: [byte('alignCorners'), byte('halfPixelCenters')] },
  LEAKY_RELU: { union: 75, fields: [float('alpha')] },
  SPLIT_V: { union: 79, fields: [int('splits')] },
  QUANTIZE: { union: 89, fields: [] },
  HARD_SWISH: { union: 91, fields: [] },
};
