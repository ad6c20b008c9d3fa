/** Every wasm kernel, forward and gradient, gives what the readable reference gives, on odd and even shapes. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadBackend, referenceBackend, type Backend, type Kernels } from './index.ts';
import { distance, on, values } from './testing.ts';

const wasm = await loadBackend(readFileSync('public/kernels/train.wasm'));
const reference = referenceBackend();

const TOLERANCE = 2e-6;

function compare<K extends string>(inputs: Record<K, readonly number[]>, call: (k: Kernels, at: Record<K, number>) => unknown, outputs: readonly NoInfer<K>[], tolerance = TOLERANCE): void {
  const run = (backend: Backend) => on(backend, inputs, (at) => call(backend.kernels, at), outputs);
  const [got, want] = [run(wasm), run(reference)];
  for (const name of outputs) expect(distance(got[name], want[name]), name).toBeLessThan(tolerance);
}

describe('products', () => {
  for (const [m, n, k] of [[1, 4, 1], [7, 12, 5], [130, 20, 40], [65, 8, 24]]) {
    for (const accumulate of [0, 1] as const) {
      test(`gemm ${m}x${n}x${k}, accumulate ${accumulate}`, () => {
        const inputs = { a: values('a', m * (k + 3)), b: values('b', k * (n + 4)), c: values('c', m * (n + 8)), bias: values('bias', n) };
        compare(inputs, (x, at) => x.gemm(at.a, k + 3, at.b, n + 4, at.c, n + 8, m, n, k, at.bias, 2, accumulate), ['c']);
        compare(inputs, (x, at) => x.gemm(at.a, k + 3, at.b, n + 4, at.c, n + 8, m, n, k, 0, 0, accumulate), ['c']);
      });
    }
    test(`weight gradient ${m}x${n}x${k}`, () => {
      const inputs = { a: values('a', m * (k + 1)), b: values('b', m * (n + 4)), c: values('c', k * (n + 8)) };
      compare(inputs, (x, at) => x.gemmTransposed(at.a, k + 1, at.b, n + 4, at.c, n + 8, m, n, k), ['c']);
    });
  }

  test('transpose, im2col and column sums', () => {
    compare({ a: values('a', 7 * 9), b: values('b', 5 * 8) }, (x, at) => x.transpose(at.a, 9, at.b, 8, 7, 5), ['b']);
    compare({ x: values('x', 2 * 49 * 10), columns: values('c', 2 * 125 * 40) }, (x, at) => x.im2col(at.x, at.columns, 2, 49, 10, 1, 25, 5, 10, 4, 2, 2, 4, 1), ['columns']);
    compare({ x: values('x', 2 * 6 * 5 * 3), columns: values('c', 2 * 3 * 3 * 27) }, (x, at) => x.im2col(at.x, at.columns, 2, 6, 5, 3, 3, 3, 3, 3, 2, 2, 1, 1), ['columns']);
    compare({ a: values('a', 33 * 12), sums: values('s', 12) }, (x, at) => x.columnSums(at.a, at.sums, 33, 12), ['sums']);
  });
});

describe('depthwise', () => {
  const cases = [];
  for (const kernel of [3, 5, 7]) {
    for (const [strideH, strideW] of [[1, 1], [2, 1], [2, 2], [3, 1]]) {
      for (const [height, width] of [[13, 5], [6, 5], [2, 5], [1, 5], [8, 6], [7, 3], [4, 4], [3, 7], [8, 8], [3, 9], [2, 10], [5, 11], [9, 16], [2, 17], [3, 24]]) cases.push({ kernel, strideH, strideW, height, width });
    }
  }
  test.each(cases)('k$kernel stride $strideH,$strideW on $height x $width, a crop of 7x7', ({ kernel, strideH, strideW, height, width }) => {
    const channels = width === 16 ? 32 : 20; // rows of 2 KiB, which scratch holds apart; else a block of sixteen and four more
    const [batch, pitch, pad] = [2, channels + 4, kernel >> 1];
    const outH = Math.floor((height + 2 * pad - kernel) / strideH) + 1;
    const outW = Math.floor((width + 2 * pad - kernel) / strideW) + 1;
    const crop = ((7 - kernel) / 2) * 8 * pitch * 4;
    const [inputs, outputs] = [batch * height * width * channels, batch * outH * outW * channels];
    const arrays = {
      x: values('x', inputs), w: values('w', 49 * pitch), bias: values('bias', channels), y: values('y', outputs), before: values('before', outputs),
      dx: values('dx', inputs), dw: values('dw', 49 * pitch), image: values('image', inputs + outputs), own: values('own', 6 * channels), below: values('below', 6 * channels),
      mean: values('m', channels), variance: values('v', channels), inverse: values('i', channels),
    };
    const geometry = [batch, height, width, channels, outH, outW, kernel, strideH, strideW, pad, pad] as const;
    compare(arrays, (k, at) => k.depthwise(at.x, at.w + crop, 7 * pitch, pitch, at.y, ...geometry, at.bias, 2), ['y']);
    compare(arrays, (k, at) => k.depthwise(at.x, at.w + crop, 7 * pitch, pitch, at.y, ...geometry, 0, 0), ['y']);
    for (const affine of [0, 1]) {
      compare(arrays, (k, at) => k.depthwiseStatistics(at.x, affine && at.below, 2, at.w + crop, 7 * pitch, pitch, at.y, ...geometry, at.mean, at.variance, at.inverse, 1e-3, at.image), ['y', 'mean', 'variance', 'inverse'], 5e-6);
    }
    for (const accumulate of [0, 1] as const) {
      const below = (at: Record<keyof typeof arrays, number>) => [accumulate ? 0 : at.x, at.mean, at.below, 2] as const;
      compare(arrays, (k, at) => k.depthwiseBackward(accumulate && at.x, at.before, at.y, at.w + crop, at.dw + crop, 7 * pitch, pitch, at.dx, ...geometry, at.own, accumulate, ...below(at), at.image), ['dx', 'dw', 'below'], 5e-6);
    }
  });
});

describe('batch norm', () => {
  test.each([[1, 4, 0], [33, 12, 1], [500, 24, 2]] as const)('%i rows of %i, activation %i', (rows, channels, activation) => {
    const arrays = {
      x: values('x', rows * channels).map((v) => Math.fround(v + 5)), dy: values('dy', rows * channels), y: values('y', rows * channels),
      gamma: values('g', channels), beta: values('b', channels), mean: values('m', channels), variance: values('v', channels),
      inverse: values('i', channels), affine: values('f', 6 * channels), dgamma: values('dg', channels), dbeta: values('db', channels),
      identity: Array.from({ length: channels ** 2 }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0)), dw: values('dw', channels ** 2), block: values('block', 256 * channels),
    };
    const forward = (k: Kernels, at: Record<keyof typeof arrays, number>): void => {
      k.gemmStatistics(at.x, 0, 0, at.identity, channels, at.y, rows, channels, channels, at.mean, at.variance, at.inverse, 1e-3, at.block);
      k.batchNormAffine(channels, at.gamma, at.beta, at.mean, at.inverse, at.affine);
    };
    compare(arrays, (k, at) => {
      forward(k, at);
      k.batchNormApply(at.x, at.y, rows, channels, at.affine, activation);
    }, ['mean', 'variance', 'inverse', 'y'], 5e-6);
    compare(arrays, (k, at) => {
      forward(k, at);
      k.batchNormSlopes(at.x, at.dy, rows, channels, at.mean, at.affine, activation);
      k.batchNormGradient(rows, channels, at.mean, at.inverse, at.affine, at.dgamma, at.dbeta);
    }, ['dy', 'dgamma', 'dbeta', 'affine'], 5e-6);
  });

  test.each([[1, 4, 4], [7, 12, 8], [130, 20, 40], [65, 8, 24], [70, 16, 27]])('product of %i rows by %i columns of %i, there and back', (m, n, k) => {
    const arrays = {
      x: values('x', m * k), w: values('w', k * (n + 4)), y: values('y', m * n), d: values('d', m * n), turned: values('t', n * k), dw: values('dw', k * (n + 4)), dx: values('dx', m * k),
      own: values('own', 6 * n), below: values('below', 6 * k), mean: values('m', Math.max(n, k)), variance: values('v', n), inverse: values('i', n), block: values('block', 128 * (n + k)),
    };
    for (const affine of k % 4 === 0 ? [0, 1] : [0]) {
      compare(arrays, (x, at) => x.gemmStatistics(at.x, affine && at.below, 2, at.w, n + 4, at.y, m, n, k, at.mean, at.variance, at.inverse, 1e-3, at.block), ['y', 'mean', 'variance', 'inverse'], 5e-6);
    }
    const back = (below: boolean, dx: boolean, accumulate: 0 | 1) => compare(arrays, (x, at) => {
      x.gemmBackward(below ? 0 : at.x, at.y, at.d, m, n, k, at.own, at.turned, at.dw, n + 4, dx ? at.dx : 0, accumulate, below ? at.x : 0, at.mean, at.below, 1, at.block);
    }, ['dw', 'dx', 'below'], 5e-6);
    back(false, false, 0);
    if (k % 4 !== 0) return;
    for (const accumulate of [0, 1] as const) for (const below of [false, true]) back(below, true, accumulate);
  });
});

describe('the rest', () => {
  test('add and pool', () => {
    compare({ a: values('a', 64, 4), b: values('b', 64, 4) }, (k, at) => k.add(at.a, at.b, at.b, 64, 2), ['b']);
    compare({ x: values('x', 3 * 35 * 8), y: values('y', 24) }, (k, at) => k.globalPool(at.x, at.y, 3, 35, 8), ['y']);
    compare({ x: values('x', 3 * 35 * 8), y: values('y', 24) }, (k, at) => k.globalPoolGradient(at.y, at.x, 3, 35, 8), ['x']);
  });

  test.each([[12, 12, 0, 3], [10, 12, 0.1, 20], [3, 4, 0.2, 60]])('loss over %i of %i columns, smoothing %f, logits up to about %i', (classes, pitch, smoothing, scale) => {
    const batch = 9;
    const labels = Array.from({ length: batch }, (_, i) => i % classes);
    const inputs = { z: values('z', batch * pitch, scale), labels, teacher: values('t', batch * pitch), dz: values('d', batch * pitch) };
    compare(inputs, (k, at) => k.softmax(at.teacher, at.teacher, batch, classes, pitch), ['teacher']);
    for (const share of [0, 0.3]) {
      const run = (k: Kernels, at: Record<keyof typeof inputs, number>) => {
        k.softmax(at.teacher, at.teacher, batch, classes, pitch);
        return k.softmaxLoss(at.z, at.labels, share ? at.teacher : 0, at.dz, batch, classes, pitch, smoothing, share, 1 / batch);
      };
      compare(inputs, run, ['dz']);
      const loss = (backend: Backend) => {
        let value = 0;
        on(backend, inputs, (at) => { value = run(backend.kernels, at); }, []);
        return value;
      };
      expect(loss(wasm) / loss(reference)).toBeCloseTo(1, 5);
    }
  });

  test('optimisers', () => {
    const inputs = { p: values('p', 40), g: values('g', 40), m: values('m', 40), v: values('v', 40).map(Math.abs) };
    compare(inputs, (k, at) => k.sgd(at.p, at.g, at.v, 40, 0.1, 0.9, 1e-4), ['p', 'v']);
    compare(inputs, (k, at) => k.adam(at.p, at.g, at.m, at.v, 40, 1e-3, 0.9, 0.999, 2, 3, 1e-8, 0.01), ['p', 'm', 'v']);
  });
});
