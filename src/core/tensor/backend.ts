/**
 * What training asks of a numerical core: memory handed out in runs of floats, and kernels that take addresses and
 * leading dimensions, so that a slice of the supernet's weights is an address. Two cores implement it, the wasm one
 * that trains and the readable one that is its oracle (DESIGN, decision 1). Formulas stand at the C sources.
 */

/** Byte address in the backend's memory; 0 stands for "absent" where a parameter may be. */
export type Address = number;
/** float32 in the wasm core, float64 in the reference. */
export type Floats = Float32Array | Float64Array;

export const FLOAT_BYTES = 4;

export const ACTIVATION_CODES = { none: 0, relu: 1, relu6: 2 } as const;
export type ActivationCode = (typeof ACTIVATION_CODES)[keyof typeof ACTIVATION_CODES];

/**
 * All sizes in elements, matrices row-major, activations NHWC, `lda` and its kin in floats. Channels, and columns
 * (`n`) of products, are multiples of 4. `accumulate` 1 adds to the output, 0 overwrites it; weight, bias and batch
 * norm gradients always add, so that several sub-nets sum their gradients.
 */
export interface Kernels {
  /** c[m x n] = activation(a[m x k] b[k x n] + bias); bias: n floats or address 0. */
  gemm(
    a: Address, lda: number, b: Address, ldb: number, c: Address, ldc: number, m: number, n: number, k: number, bias: Address,
    activation: ActivationCode, accumulate: 0 | 1,
  ): void;
  /**
   * c[m x n] = x b[k x n] and, per column of c, mean, biased variance and inverse = 1 / sqrt(variance + epsilon). x is
   * a[m x k], or, where affine is not 0, activation(scale a + offset) with the rows that batchNormAffine wrote.
   * block: 128 * (k + n) floats of scratch.
   */
  gemmStatistics(
    a: Address, affine: Address, activation: ActivationCode, b: Address, ldb: number, c: Address, m: number, n: number, k: number,
    mean: Address, variance: Address, inverse: Address, epsilon: number, block: Address,
  ): void;
  /**
   * Backward of y = batch norm(x w), x [m x k], y [m x n], from d, the gradient behind y's activation, after
   * batchNormGradient; before: x w. Adds to dw; writes or adds dx, unless it is 0, by way of turned = transpose(w).
   * Where dx completes what another batch norm of the same shape reads as its gradient, `below` are the values before
   * that one: dx and belowAffine then end as batchNormSlopes leaves them. Else below is 0. x may be 0 where it is the
   * activation of that batch norm. block: 128 * (k + n) floats of scratch.
   */
  gemmBackward(
    x: Address, before: Address, d: Address, m: number, n: number, k: number, affine: Address, turned: Address, dw: Address,
    ldw: number, dx: Address, accumulate: 0 | 1, below: Address, belowMean: Address, belowAffine: Address, belowActivation: ActivationCode,
    block: Address,
  ): void;
  /** c[k x n] += transpose(a[m x k]) b[m x n]. */
  gemmTransposed(a: Address, lda: number, b: Address, ldb: number, c: Address, ldc: number, m: number, n: number, k: number): void;
  /** b[n x m] = transpose(a[m x n]). */
  transpose(a: Address, lda: number, b: Address, ldb: number, m: number, n: number): void;
  /** columns: [batch * outH * outW][kernelH * kernelW * channels]; any number of channels. */
  im2col(
    x: Address, columns: Address, batch: number, height: number, width: number, channels: number, outH: number, outW: number,
    kernelH: number, kernelW: number, strideH: number, strideW: number, top: number, left: number,
  ): void;
  /** Weights at w + (ky * weightRow + kx * weightTap + c) floats; bias: channels floats or address 0. */
  depthwise(
    x: Address, w: Address, weightRow: number, weightTap: number, y: Address, batch: number, height: number, width: number,
    channels: number, outH: number, outW: number, kernel: number, strideH: number, strideW: number, top: number, left: number,
    bias: Address, activation: ActivationCode,
  ): void;
  /** As gemmStatistics, of y = depthwise(x, w); image: one image of x of scratch. */
  depthwiseStatistics(
    a: Address, affine: Address, activation: ActivationCode, w: Address, weightRow: number, weightTap: number, y: Address, batch: number, height: number, width: number,
    channels: number, outH: number, outW: number, kernel: number, strideH: number, strideW: number, top: number, left: number,
    mean: Address, variance: Address, inverse: Address, epsilon: number, image: Address,
  ): void;
  /** As gemmBackward, of y = batch norm(depthwise(x, w)); dw has the pitches of w; image: one of x and one of y of scratch, with 16 floats more a row. */
  depthwiseBackward(
    x: Address, before: Address, d: Address, w: Address, dw: Address, weightRow: number, weightTap: number, dx: Address, batch: number,
    height: number, width: number, channels: number, outH: number, outW: number, kernel: number, strideH: number, strideW: number,
    top: number, left: number, affine: Address, accumulate: 0 | 1,
    below: Address, belowMean: Address, belowAffine: Address, belowActivation: ActivationCode, image: Address,
  ): void;
  /** affine: 6 * channels floats, in rows of which this writes scale = gamma inverse and offset = beta - mean scale. */
  batchNormAffine(channels: number, gamma: Address, beta: Address, mean: Address, inverse: Address, affine: Address): void;
  /** y = activation(scale x + offset); y may be x. */
  batchNormApply(x: Address, y: Address, rows: number, channels: number, affine: Address, activation: ActivationCode): void;
  /** dy becomes d, the gradient behind the activation; rows 2 and 3 of affine become the sums of d and of d (x - mean). */
  batchNormSlopes(x: Address, dy: Address, rows: number, channels: number, mean: Address, affine: Address, activation: ActivationCode): void;
  /** dgamma and dbeta add; with rows 4 and 5 of affine, slope and level, the gradient by x is scale d - x slope + level. */
  batchNormGradient(rows: number, channels: number, mean: Address, inverse: Address, affine: Address, dgamma: Address, dbeta: Address): void;
  /** y = activation(a + b); y may be a or b. */
  add(a: Address, b: Address, y: Address, count: number, activation: ActivationCode): void;
  globalPool(x: Address, y: Address, batch: number, pixels: number, channels: number): void;
  globalPoolGradient(dy: Address, dx: Address, batch: number, pixels: number, channels: number): void;
  /** sums[n] += column sums of a[m x n]. */
  columnSums(a: Address, sums: Address, m: number, n: number): void;
  /** Probabilities of each row; out may be logits. Rows of `pitch` floats, `classes` of them in use. */
  softmax(logits: Address, out: Address, batch: number, classes: number, pitch: number): void;
  /**
   * Cross-entropy against (1 - share) * smoothed label + share * teacher; returns weight * sum and writes its gradient.
   * teacher: probabilities in rows of `pitch`, or address 0 with share 0.
   */
  softmaxLoss(
    logits: Address, labels: Address, teacher: Address, gradient: Address, batch: number, classes: number, pitch: number,
    smoothing: number, share: number, weight: number,
  ): number;
  /** Nesterov momentum; v: velocities. */
  sgd(p: Address, g: Address, v: Address, count: number, rate: number, momentum: number, decay: number): void;
  /** Decoupled decay; m, v: moments; correct1 = 1 / (1 - beta1^t), correct2 likewise. */
  adam(
    p: Address, g: Address, m: Address, v: Address, count: number, rate: number, beta1: number, beta2: number, correct1: number,
    correct2: number, epsilon: number, decay: number,
  ): void;
}

export interface Backend {
  readonly name: 'wasm' | 'reference';
  readonly kernels: Kernels;
  /**
   * A run of floats, zeroed, 16-byte aligned. Keep it until `free`; views of memory end at the next `alloc`.
   * @throws InputError where there is no such room: recipes and spaces may ask for any amount
   */
  alloc(count: number): Address;
  free(address: Address): void;
  /** The floats themselves, as long as nothing is allocated after. */
  floats(address: Address, count: number): Floats;
}
