/* Four floats at a time: the few wasm SIMD instructions the training kernels use, under short names. No relaxed
 * instruction and no fused multiply-add, so that every engine gives the same bits (reference: Haas et al., PLDI 2017;
 * WebAssembly SIMD specification). Channel counts are multiples of 4 wherever a kernel walks channels. */
#ifndef THIMBLE_FLOAT_SIMD_H
#define THIMBLE_FLOAT_SIMD_H
#include <wasm_simd128.h>

typedef v128_t f32x4;

#define EXPORT(name) __attribute__((export_name(#name)))
#define INLINE static inline __attribute__((always_inline))
/* Small functions that are not inlined keep V8's register allocator from spilling: measured factor 2. */
#define NOINLINE static __attribute__((noinline))
#define UNROLL _Pragma("clang loop unroll(full)")
/* Hides how a value came about, where the compiler would make it in another way that costs more. */
#define OPAQUE(value) __asm__("" : "+r"(value))

enum { ACTIVATION_NONE = 0, ACTIVATION_RELU = 1, ACTIVATION_RELU6 = 2 };

INLINE f32x4 load(const float *p) { return wasm_v128_load(p); }
INLINE void store(float *p, f32x4 v) { wasm_v128_store(p, v); }
INLINE f32x4 splat(float x) { return wasm_f32x4_splat(x); }
INLINE f32x4 load_splat(const float *p) { return wasm_v128_load32_splat(p); }
INLINE f32x4 add4(f32x4 a, f32x4 b) { return wasm_f32x4_add(a, b); }
INLINE f32x4 sub4(f32x4 a, f32x4 b) { return wasm_f32x4_sub(a, b); }
INLINE f32x4 mul4(f32x4 a, f32x4 b) { return wasm_f32x4_mul(a, b); }
/* sum + a * b, rounded twice */
INLINE f32x4 multiply_add(f32x4 sum, f32x4 a, f32x4 b) { return add4(sum, mul4(a, b)); }

INLINE f32x4 activate(f32x4 x, int activation) {
  if (activation == ACTIVATION_NONE) return x;
  x = wasm_f32x4_pmax(x, splat(0));
  return activation == ACTIVATION_RELU6 ? wasm_f32x4_pmin(x, splat(6)) : x;
}

/* All ones where the activation lets a gradient through, given its input. */
INLINE f32x4 active(f32x4 x, int activation) {
  f32x4 positive = wasm_f32x4_gt(x, splat(0));
  return activation == ACTIVATION_RELU6 ? wasm_v128_and(positive, wasm_f32x4_lt(x, splat(6))) : positive;
}
#endif
