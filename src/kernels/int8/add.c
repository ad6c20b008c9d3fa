/* Element-wise sum or difference: both inputs lifted by 2^20, brought to one scale, summed, scaled to the output. The
 * scale is twice the larger of the inputs', so one of the factors is a half, which is a shift; that sum of two whole
 * tensors goes the short way. The second operand may be one row, one pixel or one value for all. */
#include "requantise.h"

enum { LIFT = 20 };

/* The input whose factor is a half, the other one, and what comes of them. */
typedef struct {
  int32_t half_offset, offset;
  int8_factor factor, output;
} sum_job;

INT8_OUT_OF_LINE static int8_t short_sum(const sum_job *job, int32_t half, int32_t other)
{
  const int32_t scaled = int8_scale_short((other + job->offset) * (1 << LIFT), job->factor, 0);
  return int8_saturated(int8_scale_short((half + job->half_offset) * (1 << (LIFT - 1)) + scaled, job->output, 0));
}

#if INT8_DSP
/* Four elements, by pairs of 16 bits. Sums are twice what they stand for, as the rounding high multiply wants them. */
#define LOW(pair, bits) ((int32_t)((pair) << (bits)))
#define HIGH(pair, bits) ((int32_t)(((pair) << ((bits) - 16)) & (0xffffffffu << (bits))))
#define ONE(place, lane, halves, others)                                                                  \
  {                                                                                                       \
    const int32_t lifted = lane(others, LIFT + 1);                                                        \
    const int32_t scaled = (dsp_smmlar(lifted, mantissa, centre) + (lifted >> 31)) >> right;              \
    const int32_t sum = lane(halves, LIFT) + scaled * 2;                                                  \
    output[i + (place)] = (int8_t)dsp_ssat8((dsp_smmlar(sum, out_mantissa, out_centre) + (sum >> 31)) >> out_right); \
    __asm__ volatile("" ::: "memory"); /* four bytes: to join them in a word takes longer */              \
  }

static inline uint32_t dsp_sxtab16(uint32_t pair, uint32_t bytes)
{
  uint32_t result;
  __asm__("sxtab16 %0, %1, %2" : "=r"(result) : "r"(pair), "r"(bytes));
  return result;
}

static inline uint32_t dsp_sxtab16_ror8(uint32_t pair, uint32_t bytes)
{
  uint32_t result;
  __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(result) : "r"(pair), "r"(bytes));
  return result;
}

INT8_OUT_OF_LINE static void sum_fours(const sum_job *job, const int8_t *half, const int8_t *other, int8_t *output, int32_t count)
{
  const int32_t mantissa = job->factor.mantissa, right = job->factor.places + 1, centre = job->factor.centre;
  const int32_t out_mantissa = job->output.mantissa, out_right = job->output.places + 1, out_centre = job->output.centre;
  const uint32_t half_offset = (uint32_t)(job->half_offset & 0xffff) * 0x10001u, offset = (uint32_t)(job->offset & 0xffff) * 0x10001u;
  for (int32_t i = 0; i < count; i += 4) {
    const uint32_t halves = int8_word(half + i), others = int8_word(other + i);
    const uint32_t even_halves = dsp_sxtab16(half_offset, halves), even = dsp_sxtab16(offset, others);
    ONE(0, LOW, even_halves, even)
    ONE(2, HIGH, even_halves, even)
    const uint32_t odd_halves = dsp_sxtab16_ror8(half_offset, halves), odd = dsp_sxtab16_ror8(offset, others);
    ONE(1, LOW, odd_halves, odd)
    ONE(3, HIGH, odd_halves, odd)
  }
}
#endif

/* All of two tensors, where that is exact: whole factors to the right, one of them a half, nothing to clamp. */
static int sum_short(const int8_op *op, const int8_memory *memory)
{
  const int32_t *mantissa = int8_words(memory, op->multipliers);
  const int8_t *shift = int8_bytes(memory, op->shifts);
  const int32_t channels = op->output_channels;
  if (op->flags & (INT8_GENERAL | INT8_SINGLE_ROUNDING | INT8_CLAMP | INT8_SUBTRACT)) return 0;
  if (op->dilation_width != 1 || op->stride_width != channels || op->second_row == 0) return 0;
  const int32_t half_of = mantissa[0] == 1 << 30 && shift[0] == 0 ? 0 : 1;
  const int32_t other_of = 1 - half_of;
  if (mantissa[half_of] != 1 << 30 || shift[half_of] != 0 || shift[other_of] >= 0 || shift[other_of] < -22 || shift[2] >= 0 || shift[2] < -22) return 0;

  const int8_factor factor = { mantissa[other_of], ~shift[other_of], 1 << ~shift[other_of] };
  sum_job job = { op->input_offset, op->second_offset, factor, int8_factor_of(op, mantissa[2], shift[2]) };
  const int8_t *half = int8_input(op, memory), *other = int8_second(op, memory);
  int8_t *output = memory->arena + op->output;
  int32_t half_row = op->input_row, other_row = op->second_row;
  if (half_of == 1) {
    const int8_t *swapped = half;
    half = other;
    other = swapped;
    half_row = op->second_row;
    other_row = op->input_row;
    job.half_offset = op->second_offset;
    job.offset = op->input_offset;
  }
  const int32_t count = op->output_width * channels;
  for (int32_t y = op->output_height; y > 0; y--) {
    int32_t i = 0;
#if INT8_DSP
    i = count & ~3;
    sum_fours(&job, half, other, output, i);
#endif
    for (; i < count; i++) output[i] = short_sum(&job, half[i], other[i]);
    half += half_row;
    other += other_row;
    output += op->output_row;
  }
  return 1;
}

INT8_OUT_OF_LINE static int32_t scaled(const int8_op *op, const int8_memory *memory, int32_t which, int32_t value)
{
  return int8_requantise(value, int8_words(memory, op->multipliers)[which], int8_bytes(memory, op->shifts)[which], op->flags);
}

void int8_add(const int8_op *op, const int8_memory *memory)
{
  if (sum_short(op, memory)) return;
  const int8_t *first = int8_input(op, memory);
  const int8_t *second = int8_second(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t channels = op->output_channels;
  const int32_t low = op->activation_min - op->output_offset, high = op->activation_max - op->output_offset;

  for (int32_t y = 0; y < op->output_height; y++) {
    for (int32_t x = 0; x < op->output_width; x++) {
      for (int32_t c = 0; c < channels; c++) {
        const int32_t a = scaled(op, memory, 0, (first[x * channels + c] + op->input_offset) * (1 << LIFT));
        const int32_t b = scaled(op, memory, 1, (second[x * op->stride_width + c * op->dilation_width] + op->second_offset) * (1 << LIFT));
        const int32_t sum = scaled(op, memory, 2, op->flags & INT8_SUBTRACT ? a - b : a + b);
        output[x * channels + c] = (int8_t)((sum < low ? low : sum > high ? high : sum) + op->output_offset);
      }
    }
    first += op->input_row;
    second += op->second_row;
    output += op->output_row;
  }
}
