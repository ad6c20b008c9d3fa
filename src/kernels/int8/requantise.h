/* From a 32-bit sum to int8: multiply by mantissa * 2^(shift - 31), add the zero point, clamp. Mantissa 0 or in
 * [2^30, 2^31), shift in [-31, 14]. Both roundings of TensorFlow Lite: gemmlowp's, after the high multiply and after
 * the shift, and the single one of TFLITE_SINGLE_ROUNDING. A shift to the left saturates.
 * Right shifts of negative numbers are taken to be arithmetic, as on every compiler for these machines. */
#ifndef THIMBLE_REQUANTISE_H
#define THIMBLE_REQUANTISE_H

#include "dsp.h"
#include "int8.h"

static inline int32_t int8_saturate(int64_t value)
{
  return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

/* Any mantissa and shift, exactly as TensorFlow Lite does it; `flags` say how to round. */
int32_t int8_requantise(int32_t sum, int32_t mantissa, int32_t shift, int32_t flags);

/* That, with the zero point and the clamp. */
int8_t int8_finish(const int8_op *op, int32_t sum, int32_t mantissa, int32_t shift);

/* The short way, exact unless INT8_GENERAL is set: the shift is to the right by n in [1, 22] places and |sum| < 2^30.
 * Both roundings and the zero point z come to one floor, of (sum * mantissa + c) / 2^(31 + n). Rounding twice,
 *   h = floor((sum * mantissa + 2^30) / 2^31), then floor((h + 2^(n-1) - (h < 0)) / 2^n) + z,
 * nested floors collapse, and (h < 0) may be read off the sum's sign: where the two differ, h = 0 and either gives z.
 * Rounding once leaves out the 2^30 and the sign. */
typedef struct {
  int32_t mantissa;
  int32_t places; /* n - 1 */
  int32_t centre; /* (2 z + 1) * 2^(n-1): zero point and half, before the shift */
} int8_factor;

static inline int8_factor int8_factor_of(const int8_op *op, int32_t mantissa, int32_t shift)
{
  const int32_t places = ~shift;
  const int8_factor factor = { mantissa, places, (int32_t)((uint32_t)(2 * op->output_offset + 1) << places) };
  return factor;
}

/* Scaled, rounded, zero point added; not clamped. */
static inline int32_t int8_scale_short(int32_t sum, int8_factor factor, int single)
{
#if INT8_DSP
  const int32_t scaled = single ? dsp_smmla(2 * sum, factor.mantissa, factor.centre)
                                : dsp_smmlar(2 * sum, factor.mantissa, factor.centre) + (sum >> 31);
  return (scaled >> factor.places) >> 1;
#else
  const int64_t product = (int64_t)sum * factor.mantissa + ((int64_t)factor.centre * ((int64_t)1 << 31));
  const int32_t nudge = single ? 0 : sum < 0 ? -(1 << 30) : 1 << 30;
  return ((int32_t)((product + nudge) >> 32)) >> factor.places;
#endif
}

static inline int8_t int8_saturated(int32_t value)
{
#if INT8_DSP
  return (int8_t)dsp_ssat8(value);
#else
  return (int8_t)(value < -128 ? -128 : value > 127 ? 127 : value);
#endif
}

/* Narrows what is written already, `step` bytes apart; as it lies in int8, this is the same as before writing it. */
void int8_clamp(const int8_op *op, int8_t *values, int32_t count, int32_t step);

/* By whatever way the flags ask for, with the clamp. */
int8_t int8_scale_by_flags(const int8_op *op, int32_t sum, int32_t mantissa, int32_t shift);

/* The same; inline what nearly every layer needs: two roundings, the short way, all of int8. */
static inline int8_t int8_scale(const int8_op *op, int32_t sum, int32_t mantissa, int32_t shift)
{
  if (op->flags & (INT8_GENERAL | INT8_SINGLE_ROUNDING | INT8_CLAMP)) return int8_scale_by_flags(op, sum, mantissa, shift);
  return int8_saturated(int8_scale_short(sum, int8_factor_of(op, mantissa, shift), 0));
}

/* Where tap k of a group of 4 stands in packed weights: 0, 2, 1, 3. */
static inline int32_t int8_packed_tap(int32_t k)
{
  return (k & 1) * 2 + (k >> 1);
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
