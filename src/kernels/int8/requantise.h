/* From a 32-bit sum to int8: multiply by mantissa * 2^(shift - 31), add the zero point, clamp. Mantissa 0 or in
 * [2^30, 2^31), shift in [-31, 14]. Both roundings of TensorFlow Lite: gemmlowp's, after the high multiply and after
 * the shift, and the single one of TFLITE_SINGLE_ROUNDING. A shift to the left saturates.
 * Right shifts of negative numbers are taken to be arithmetic, as on every compiler for these machines. */
#ifndef THIMBLE_REQUANTISE_H
#define THIMBLE_REQUANTISE_H

#include "int8.h"

static inline int32_t int8_saturate(int64_t value)
{
  return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

static inline int32_t int8_requantise(int32_t sum, int32_t mantissa, int32_t shift, int32_t flags)
{
  if (flags & INT8_SINGLE_ROUNDING) {
    const int32_t total = 31 - shift;
    return int8_saturate(((int64_t)sum * mantissa + ((int64_t)1 << (total - 1))) >> total);
  }
  if (shift > 0) sum = int8_saturate((int64_t)sum * ((int64_t)1 << shift));
  const int32_t high = (int32_t)(((int64_t)sum * mantissa + ((int64_t)1 << 30)) >> 31);
  if (shift >= 0) return high;
  const int32_t mask = (int32_t)(((uint32_t)1 << -shift) - 1u);
  const int32_t threshold = (mask >> 1) + (high < 0);
  return (high >> -shift) + ((high & mask) > threshold);
}

/* The clamp comes before the offset, so that the sum cannot overflow. */
static inline int8_t int8_finish(const int8_op *op, int32_t sum, int32_t mantissa, int32_t shift)
{
  const int32_t low = op->activation_min - op->output_offset;
  const int32_t high = op->activation_max - op->output_offset;
  const int32_t scaled = int8_requantise(sum, mantissa, shift, op->flags);
  return (int8_t)((scaled < low ? low : scaled > high ? high : scaled) + op->output_offset);
}

static inline const int8_t *int8_input(const int8_op *op, const int8_memory *memory)
{
  return (op->flags & INT8_EXTERNAL_INPUT ? memory->external : memory->arena) + op->input;
}

static inline const int8_t *int8_second(const int8_op *op, const int8_memory *memory)
{
  return (op->flags & INT8_EXTERNAL_SECOND ? memory->external : memory->arena) + op->second_input;
}

static inline const int32_t *int8_words(const int8_memory *memory, int32_t offset)
{
  return (const int32_t *)(const void *)(memory->constants + offset);
}

static inline const int8_t *int8_bytes(const int8_memory *memory, int32_t offset)
{
  return (const int8_t *)(memory->constants + offset);
}

#endif
