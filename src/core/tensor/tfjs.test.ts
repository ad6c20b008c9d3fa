/**
 * TensorFlow.js (cpu backend) as an outside oracle: values and gradients of every layer kind, on tiny shapes, from the
 * readable core and the wasm core alike.
 */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend, referenceBackend } from './index.ts';
import { distance, on, values } from './testing.ts';

const TOLERANCE = 1e-5;
beforeAll(() => tf.setBackend('cpu'));

const close = (got: number[], want: tf.Tensor) => expect(distance(got, want.dataSync())).toBeLessThan(TOLERANCE);

describe.each([referenceBackend(), await loadBackend(readFileSync('public/kernels/train.wasm'))])('$name core', (backend) => {
  const k = backend.kernels;

  test.each([[3, 1], [5, 2], [7, 1]] as const)('depthwise %i, stride %i', (kernel, stride) => {
    const [batch, height, width, channels] = [2, 9, 5, 4];
    const pad = kernel >> 1;
    const [outH, outW] = [height, width].map((n) => Math.floor((n + 2 * pad - kernel) / stride) + 1);
    const x = values('x', batch * height * width * channels);
    const w = values('w', kernel * kernel * channels);
    const dy = values('dy', batch * outH * outW * channels);
    const call = (image: tf.Tensor4D, filter: tf.Tensor4D) =>
      tf.depthwiseConv2d(tf.pad(image, [[0, 0], [pad, pad], [pad, pad], [0, 0]]), filter, stride, 'valid');
    const inputs: [tf.Tensor4D, tf.Tensor4D] = [tf.tensor4d(x, [batch, height, width, channels]), tf.tensor4d(w, [kernel, kernel, channels, 1])];
    const [dx, dw] = tf.grads(call as (...args: tf.Tensor[]) => tf.Tensor)(inputs, tf.tensor4d(dy, [batch, outH, outW, channels]));
    const geometry = [batch, height, width, channels, outH, outW, kernel, stride, stride, pad, pad] as const;
    const zeros = (n: number) => new Array<number>(n).fill(0);
    const none = [...zeros(channels).map(() => 1), ...zeros(5 * channels)]; // a batch norm that changes nothing
    const got = on(backend, { x, w, dy, y: zeros(dy.length), dx: zeros(x.length), dw: zeros(w.length), none, image: zeros(x.length + dy.length) }, (at) => {
      k.depthwise(at.x, at.w, kernel * channels, channels, at.y, ...geometry, 0, 0);
      k.depthwiseBackward(at.x, at.y, at.dy, at.w, at.dw, kernel * channels, channels, at.dx, ...geometry, at.none, 0, 0, 0, 0, 0, at.image);
    }, ['y', 'dx', 'dw']);
    close(got.y, call(...inputs));
    close(got.dx, dx);
    close(got.dw, dw);
  });

  test('first convolution 10x4, stride 2, SAME', () => {
    const x = values('x', 2 * 490);
    const w = values('w', 40 * 8);
    const dy = values('dy', 2 * 125 * 8);
    const call = (image: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2d(image, filter, 2, 'same');
    const inputs: [tf.Tensor4D, tf.Tensor4D] = [tf.tensor4d(x, [2, 49, 10, 1]), tf.tensor4d(w, [10, 4, 1, 8])];
    const [, dw] = tf.grads(call as (...args: tf.Tensor[]) => tf.Tensor)(inputs, tf.tensor4d(dy, [2, 25, 5, 8]));
    const got = on(backend, { x, w, dy, columns: new Array<number>(250 * 40).fill(0), y: dy.map(() => 0), dw: w.map(() => 0) }, (at) => {
      k.im2col(at.x, at.columns, 2, 49, 10, 1, 25, 5, 10, 4, 2, 2, 4, 1);
      k.gemm(at.columns, 40, at.w, 8, at.y, 8, 250, 8, 40, 0, 0, 0);
      k.gemmTransposed(at.columns, 40, at.dy, 8, at.dw, 8, 250, 8, 40);
    }, ['y', 'dw']);
    close(got.y, call(...inputs));
    close(got.dw, dw);
  });

  test('dense layer with bias, and a pointwise convolution, which is the same product', () => {
    const [rows, fanIn, fanOut] = [6, 20, 12];
    const [x, w, bias, dy] = [values('x', rows * fanIn), values('w', fanIn * fanOut), values('b', fanOut), values('dy', rows * fanOut)];
    const call = (a: tf.Tensor2D, b: tf.Tensor2D, c: tf.Tensor1D) => tf.add(tf.matMul(a, b), c);
    const inputs: [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D] = [tf.tensor2d(x, [rows, fanIn]), tf.tensor2d(w, [fanIn, fanOut]), tf.tensor1d(bias)];
    const [dx, dw, db] = tf.grads(call as (...args: tf.Tensor[]) => tf.Tensor)(inputs, tf.tensor2d(dy, [rows, fanOut]));
    const got = on(backend, { x, w, bias, dy, y: dy.map(() => 0), dx: x.map(() => 0), dw: w.map(() => 0), db: bias.map(() => 0), turned: w.map(() => 0) }, (at) => {
      k.gemm(at.x, fanIn, at.w, fanOut, at.y, fanOut, rows, fanOut, fanIn, at.bias, 0, 0);
      k.gemmTransposed(at.x, fanIn, at.dy, fanOut, at.dw, fanOut, rows, fanOut, fanIn);
      k.columnSums(at.dy, at.db, rows, fanOut);
      k.transpose(at.w, fanOut, at.turned, fanIn, fanIn, fanOut);
      k.gemm(at.dy, fanOut, at.turned, fanIn, at.dx, fanIn, rows, fanIn, fanOut, 0, 0, 0);
    }, ['y', 'dx', 'dw', 'db']);
    close(got.y, call(...inputs));
    close(got.dx, dx);
    close(got.dw, dw);
    close(got.db, db);
  });

  test('product with batch norm and ReLU6', () => {
    const [rows, fanIn, channels] = [40, 12, 8];
    const [x, w, gamma, beta, dy] = [values('x', rows * fanIn), values('w', fanIn * channels), values('g', channels, 2), values('b', channels), values('dy', rows * channels)];
    const call = (a: tf.Tensor2D, filter: tf.Tensor2D, g: tf.Tensor1D, b: tf.Tensor1D) => {
      const product = tf.matMul(a, filter);
      const { mean, variance } = tf.moments(product, 0);
      return tf.clipByValue(tf.add(tf.mul(tf.mul(tf.sub(product, mean), tf.rsqrt(tf.add(variance, 1e-3))), g), b), 0, 6);
    };
    const inputs: [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D] = [tf.tensor2d(x, [rows, fanIn]), tf.tensor2d(w, [fanIn, channels]), tf.tensor1d(gamma), tf.tensor1d(beta)];
    const [dx, dw, dg, db] = tf.grads(call as (...args: tf.Tensor[]) => tf.Tensor)(inputs, tf.tensor2d(dy, [rows, channels]));
    const [vector, like] = [gamma.map(() => 0), (a: number[]) => a.map(() => 0)];
    const memory = { x, w, gamma, beta, dy, before: like(dy), y: like(dy), dx: like(x), dw: like(w), turned: like(w), dg: vector, db: vector, mean: vector, variance: vector, inverse: vector, affine: like([...gamma, ...gamma, ...gamma, ...gamma, ...gamma, ...gamma]), block: like(values('block', 128 * (fanIn + channels))) };
    const got = on(backend, memory, (at) => {
      k.gemmStatistics(at.x, 0, 0, at.w, channels, at.before, rows, channels, fanIn, at.mean, at.variance, at.inverse, 1e-3, at.block);
      k.batchNormAffine(channels, at.gamma, at.beta, at.mean, at.inverse, at.affine);
      k.batchNormApply(at.before, at.y, rows, channels, at.affine, 2);
      k.batchNormSlopes(at.before, at.dy, rows, channels, at.mean, at.affine, 2);
      k.batchNormGradient(rows, channels, at.mean, at.inverse, at.affine, at.dg, at.db);
      k.transpose(at.w, channels, at.turned, fanIn, fanIn, channels);
      k.gemmBackward(at.x, at.before, at.dy, rows, channels, fanIn, at.affine, at.turned, at.dw, channels, at.dx, 0, 0, 0, 0, 0, at.block);
    }, ['y', 'dx', 'dw', 'dg', 'db']);
    close(got.y, call(...inputs));
    close(got.dx, dx);
    close(got.dw, dw);
    close(got.dg, dg);
    close(got.db, db);
  });

  test('softmax cross-entropy with label smoothing, pool and add', () => {
    const labels = [0, 5, 11, 3];
    const z = values('z', 48, 4);
    const targets = tf.add(tf.mul(tf.oneHot(tf.tensor1d(labels, 'int32'), 12), 0.9), 0.1 / 12);
    const call = (logits: tf.Tensor2D): tf.Scalar => tf.mul(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)), -1);
    const logits = tf.tensor2d(z, [4, 12]);
    let loss = 0;
    const got = on(backend, { z, labels, dz: z.map(() => 0) }, (at) => { loss = k.softmaxLoss(at.z, at.labels, 0, at.dz, 4, 12, 12, 0.1, 0, 0.25); }, ['dz']);
    expect(loss).toBeCloseTo(call(logits).dataSync()[0], 4);
    close(got.dz, tf.grad(call as (x: tf.Tensor) => tf.Tensor)(logits));

    const x = values('x', 2 * 35 * 4);
    const pool = (a: tf.Tensor) => tf.mean(a, [1, 2]);
    const image = tf.tensor4d(x, [2, 7, 5, 4]);
    const dy = values('dy', 8);
    const pooled = on(backend, { x, y: dy.map(() => 0), dy, dx: x.map(() => 0), sum: x }, (at) => {
      k.globalPool(at.x, at.y, 2, 35, 4);
      k.globalPoolGradient(at.dy, at.dx, 2, 35, 4);
      k.add(at.x, at.sum, at.sum, x.length, 1);
    }, ['y', 'dx', 'sum']);
    close(pooled.y, pool(image));
    close(pooled.dx, tf.grad(pool)(image, tf.tensor2d(dy, [2, 4])));
    close(pooled.sum, tf.relu(tf.add(image, image)));
  });

  test('Adam and SGD with Nesterov momentum, three steps', () => {
    const p = values('p', 8);
    const g = values('g', 8);
    const follow = (optimiser: tf.Optimizer) => {
      const variable = tf.variable(tf.tensor1d(p));
      for (let step = 0; step < 3; step++) optimiser.minimize(() => tf.sum(tf.mul(variable, tf.tensor1d(g))) as tf.Scalar);
      return variable;
    };
    const got = on(backend, { p, g, m: p.map(() => 0), v: p.map(() => 0) }, (at) => {
      for (let t = 1; t <= 3; t++) k.adam(at.p, at.g, at.m, at.v, 8, 0.01, 0.9, 0.999, 1 / (1 - 0.9 ** t), 1 / (1 - 0.999 ** t), 1e-7, 0);
    }, ['p']);
    close(got.p, follow(tf.train.adam(0.01, 0.9, 0.999, 1e-7)));
    const slow = on(backend, { p, g, v: p.map(() => 0) }, (at) => {
      for (let t = 0; t < 3; t++) k.sgd(at.p, at.g, at.v, 8, 0.01, 0.9, 0);
    }, ['p']);
    close(slow.p, follow(tf.train.momentum(0.01, 0.9, true)));
  });
});
