/** Padding, strides, dilation and fused activations: what windowed operators of a .tflite file say alike. */
import { ACTIVATIONS, SAME, VALID, type Padding, type Shape, type TfliteOperator } from '../../net/index.ts';
import type { Assembly } from './graph.ts';
import { Unsupported } from './unsupported.ts';
import { same, type Fused, type Value } from './value.ts';

const FUSED: Readonly<Record<string, Fused>> = { NONE: 'none', RELU: 'relu', RELU6: 'relu6', RELU_N1_TO_1: 'reluN1To1' };

export function fusedOf({ options }: TfliteOperator): Fused {
  const name = ACTIVATIONS[options.activation] ?? `activation ${options.activation}`;
  if (!Object.hasOwn(FUSED, name)) throw new Unsupported(`has a fused ${name}; RELU, RELU6 and RELU_N1_TO_1 are supported`);
  return FUSED[name];
}

/** The part of it that our nodes have. */
export const ownActivation = (fused: Fused): 'none' | 'relu' | 'relu6' => (fused === 'reluN1To1' ? 'none' : fused);

type Pair = readonly [height: number, width: number];

export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation?: Pair;
  /** Height and width trade places: a tensor of one row, which the file sees as one column, or the other way round. */
  readonly turned: boolean;
  /** What the node reads: the operator's input, or that with its border written out. */
  readonly input: Value;
}

const NO_BORDER: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

/**
 * The window over input `t` of the file. A border before it joins its padding where `fill` says that padding acts alike;
 * SAME splits an odd rest so that the end gets more.
 * @param fill what padded places count as; null: a border cannot be taken over
 */
export function windowOf(assembly: Assembly, operator: TfliteOperator, kernel: Pair, fill: number | null): Window {
  const { options, inputs: [t], outputs } = operator;
  const border = assembly.value(t).border;
  if (border !== null) {
    const joined = border.fill === fill ? windowWith(assembly, operator, kernel, assembly.value(t), border.padding) : null;
    if (joined !== null) return joined;
  }
  if (outputs.length !== 1) throw new Unsupported(`has ${outputs.length} outputs`);
  const plain = windowWith(assembly, operator, kernel, assembly.ordered(t), NO_BORDER);
  if (plain === null) throw new Unsupported(`has a window of ${kernel.join('x')} with stride ${options.strideHeight}x${options.strideWidth} that its padding exceeds`);
  return plain;
}

/** Null where the padding is as wide as the window, which no window of ours may be. */
function windowWith(assembly: Assembly, { options, inputs: [t], outputs }: TfliteOperator, kernel: Pair, input: Value, edge: Padding): Window | null {
  if (options.padding !== SAME && options.padding !== VALID) throw new Unsupported(`has padding ${options.padding}; SAME (0) and VALID (1) are known`);
  const stride: Pair = [options.strideHeight, options.strideWidth];
  const dilation: Pair = [options.dilationHeight ?? 1, options.dilationWidth ?? 1];
  if ([...stride, ...dilation, ...kernel].some((n) => n < 1)) throw new Unsupported(`has kernel ${kernel.join('x')}, stride ${stride.join('x')} and dilation ${dilation.join('x')}; numbers from 1 are needed`);
  const span = [0, 1].map((axis) => (kernel[axis] - 1) * dilation[axis] + 1);
  const inner = [input.shape[0] + edge.top + edge.bottom, input.shape[1] + edge.left + edge.right];
  const output = assembly.shapeOf(outputs[0]);
  const [rows, columns] = [0, 1].map((axis) => (options.padding === VALID ? 0 : Math.max(0, (output[axis] - 1) * stride[axis] + span[axis] - inner[axis])));
  const padding: Padding = {
    top: edge.top + (rows >> 1), bottom: edge.bottom + rows - (rows >> 1),
    left: edge.left + (columns >> 1), right: edge.right + columns - (columns >> 1),
  };
  if (Math.max(padding.top, padding.bottom) >= span[0] || Math.max(padding.left, padding.right) >= span[1]) return null;
  const window = { kernel, stride, padding, ...(dilation[0] === 1 && dilation[1] === 1 ? {} : { dilation }), turned: false, input };
  return reads(assembly, window, t, output);
}

/** The window as our tensor has to be read, which may lie under another shape than the file's. */
function reads(assembly: Assembly, window: Window, t: number, output: Shape): Window {
  const { input, kernel, stride, dilation, padding } = window;
  const own = assembly.ownShape(input);
  const [height, width, channels] = input.shape;
  const pointwise = Math.max(...kernel, ...stride, ...Object.values(padding)) === 1 && Object.values(padding).every((n) => n === 0);
  if (same(own, input.shape) || (pointwise && own[2] === channels)) return window;
  // a border may widen the single row; then the output's elements would lie in another order
  const oneRow = (height === 1 || width === 1) && (output[0] === 1 || output[1] === 1);
  if (!oneRow || !same(own, [width, height, channels])) return { ...window, input: assembly.shaped(input, t) };
  const { top, bottom, left, right } = padding;
  return {
    ...window, turned: true,
    kernel: [kernel[1], kernel[0]],
    stride: [stride[1], stride[0]],
    padding: { top: left, bottom: right, left: top, right: bottom },
    ...(dilation === undefined ? {} : { dilation: [dilation[1], dilation[0]] as const }),
  };
}

/** A filter [n][height][width][m] with height and width in places traded. */
export function turnFilter<T extends Int8Array | Int16Array>(values: T, [height, width]: Pair, before: number, after: number): T {
  const turned = values.slice() as T;
  for (let n = 0; n < before; n++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let m = 0; m < after; m++) turned[((n * width + x) * height + y) * after + m] = values[((n * height + y) * width + x) * after + m];
      }
    }
  }
  return turned;
}

/** The fields that nodes take of a window. */
export const geometryOf = ({ kernel, stride, padding, dilation }: Window): Omit<Window, 'turned' | 'input'> => ({ kernel, stride, padding, ...(dilation === undefined ? {} : { dilation }) });

