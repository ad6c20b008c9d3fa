/* One optimiser step over a run of parameters: SGD with Nesterov momentum, and Adam with decoupled weight decay
 * (Loshchilov and Hutter 2019). The caller splits runs, so that batch norm and biases decay by 0. count: multiple of 4. */
#include "simd.h"

/* v = momentum v + (g + decay p);  p -= rate (g + decay p + momentum v) */
EXPORT(sgd)
void sgd(float *p, const float *g, float *v, int count, float rate, float momentum, float decay) {
  for (int i = 0; i < count; i += 4) {
    f32x4 gradient = multiply_add(load(g + i), splat(decay), load(p + i));
    f32x4 velocity = multiply_add(gradient, splat(momentum), load(v + i));
    store(v + i, velocity);
    store(p + i, sub4(load(p + i), mul4(splat(rate), multiply_add(gradient, splat(momentum), velocity))));
  }
}

/* m, v: running first and second moments; correct1 = 1 / (1 - beta1^t), correct2 = 1 / (1 - beta2^t).
 * v is held above 1e-30: wasm has no flush to zero, and subnormal numbers are slow. */
EXPORT(adam)
void adam(float *p, const float *g, float *m, float *v, int count, float rate, float beta1, float beta2,
          float correct1, float correct2, float epsilon, float decay) {
  for (int i = 0; i < count; i += 4) {
    f32x4 gradient = load(g + i);
    f32x4 first = multiply_add(mul4(splat(1 - beta1), gradient), splat(beta1), load(m + i));
    f32x4 second = multiply_add(mul4(splat(1 - beta2), mul4(gradient, gradient)), splat(beta2), load(v + i));
    second = wasm_f32x4_pmax(second, splat(1e-30f));
    store(m + i, first);
    store(v + i, second);
    f32x4 root = add4(wasm_f32x4_sqrt(mul4(second, splat(correct2))), splat(epsilon));
    f32x4 step = multiply_add(wasm_f32x4_div(mul4(first, splat(correct1)), root), splat(decay), load(p + i));
    store(p + i, sub4(load(p + i), mul4(splat(rate), step)));
  }
}
