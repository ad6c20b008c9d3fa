/* What requantise.h has out of line, once for all kernels: the scaling of sums that need more than the short way. */
#include "requantise.h"

INT8_SELDOM int32_t int8_requantise(int32_t sum, int32_t mantissa, int32_t shift, int32_t flags)
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
INT8_SELDOM int8_t int8_finish(const int8_op *op, int32_t sum, int32_t mantissa, int32_t shift)
{
  const int32_t low = op->activation_min - op->output_offset;
  const int32_t high = op->activation_max - op->output_offset;
  const int32_t scaled = int8_requantise(sum, mantissa, shift, op->flags);
  return (int8_t)((scaled < low ? low : scaled > high ? high : scaled) + op->output_offset);
}

INT8_SELDOM int8_t int8_scale_by_flags(const int8_op *op, int32_t sum, int32_t mantissa, int32_t shift)
{
  if (op->flags & INT8_GENERAL) return int8_finish(op, sum, mantissa, shift);
  const int32_t value = int8_scale_short(sum, int8_factor_of(op, mantissa, shift), op->flags & INT8_SINGLE_ROUNDING);
  return (int8_t)(value < op->activation_min ? op->activation_min : value > op->activation_max ? op->activation_max : value);
}

INT8_OUT_OF_LINE void int8_clamp(const int8_op *op, int8_t *values, int32_t count, int32_t step)
{
  const int32_t low = op->activation_min, high = op->activation_max;
  for (; count > 0; count--, values += step) {
    const int32_t value = *values;
    *values = (int8_t)(value < low ? low : value > high ? high : value);
  }
}
