/** Add, pool, loss and optimisers as their formulas read. Oracle of elementwise.c, loss.c and optimiser.c. */
import { exp, log } from '../../lib/index.ts';
import type { Kernels } from '../backend.ts';
import { activate } from './activation.ts';
import type { ReferenceMemory } from './memory.ts';

type SimpleKernels = Pick<Kernels, 'add' | 'globalPool' | 'globalPoolGradient' | 'softmax' | 'softmaxLoss' | 'sgd' | 'adam'>;

function logSoftmax(row: Float64Array): Float64Array {
  const top = row.reduce((a, b) => Math.max(a, b));
  const sum = row.reduce((total, z) => total + exp(z - top), 0);
  return row.map((z) => z - top - log(sum));
}

export const simpleKernels = (memory: ReferenceMemory): SimpleKernels => ({
  add(a, b, y, count, activation) {
    const [A, B, Y] = [memory.from(a), memory.from(b), memory.from(y)];
    for (let i = 0; i < count; i++) Y[i] = activate(A[i] + B[i], activation);
  },

  globalPool(x, y, batch, pixels, channels) {
    const [X, Y] = [memory.from(x), memory.from(y)];
    for (let i = 0; i < batch * channels; i++) {
      const [n, c] = [Math.floor(i / channels), i % channels];
      let sum = 0;
      for (let p = 0; p < pixels; p++) sum += X[(n * pixels + p) * channels + c];
      Y[i] = sum / pixels;
    }
  },

  globalPoolGradient(dy, dx, batch, pixels, channels) {
    const [dY, dX] = [memory.from(dy), memory.from(dx)];
    for (let i = 0; i < batch * pixels * channels; i++) {
      dX[i] = dY[Math.floor(i / (pixels * channels)) * channels + (i % channels)] / pixels;
    }
  },

  softmax(logits, out, batch, classes, pitch) {
    const [Z, P] = [memory.from(logits), memory.from(out)];
    for (let n = 0; n < batch; n++) {
      const row = logSoftmax(Z.subarray(n * pitch, n * pitch + classes));
      for (let c = 0; c < classes; c++) P[n * pitch + c] = exp(row[c]);
    }
  },

  softmaxLoss(logits, labels, teacher, gradient, batch, classes, pitch, smoothing, share, weight) {
    const [Z, label, taught, dZ] = [memory.from(logits), memory.from(labels), memory.from(teacher), memory.from(gradient)];
    let loss = 0;
    for (let n = 0; n < batch; n++) {
      const row = logSoftmax(Z.subarray(n * pitch, n * pitch + classes));
      for (let c = 0; c < pitch; c++) {
        const hard = smoothing / classes + (c === label[n] ? 1 - smoothing : 0);
        const target = teacher ? (1 - share) * hard + share * taught[n * pitch + c] : (1 - share) * hard;
        if (c < classes) loss -= target * row[c];
        dZ[n * pitch + c] = c < classes ? weight * (exp(row[c]) - target) : 0;
      }
    }
    return weight * loss;
  },

  sgd(p, g, v, count, rate, momentum, decay) {
    const [P, G, V] = [memory.from(p), memory.from(g), memory.from(v)];
    for (let i = 0; i < count; i++) {
      const gradient = G[i] + decay * P[i];
      V[i] = momentum * V[i] + gradient;
      P[i] -= rate * (gradient + momentum * V[i]);
    }
  },

  adam(p, g, m, v, count, rate, beta1, beta2, correct1, correct2, epsilon, decay) {
    const [P, G, M, V] = [memory.from(p), memory.from(g), memory.from(m), memory.from(v)];
    for (let i = 0; i < count; i++) {
      M[i] = beta1 * M[i] + (1 - beta1) * G[i];
      V[i] = beta2 * V[i] + (1 - beta2) * G[i] ** 2;
      P[i] -= rate * ((M[i] * correct1) / (Math.sqrt(V[i] * correct2) + epsilon) + decay * P[i]);
    }
  },
});
