/* Element-wise sum or difference: both inputs lifted by 2^20, brought to one scale, summed, scaled to the output. The
 * scale is twice the larger of the inputs', so one of the factors is a half: with DSP instructions and two whole
 * tensors, a shift. The second operand may be one row, one pixel or one value for all. */
#include "requantise.h"

enum { LIFT = 20 };

typedef struct {
  int32_t offset[2];
  int8_factor factor[2], output;
  const int8_op *op;
  const int8_memory *memory;
} sum_job;

INT8_OUT_OF_LINE static int32_t scale_any(const sum_job *job, int32_t which, int32_t value)
{
  const int8_op *op = job->op;
  return int8_requantise(value, int8_words(job->memory, op->multipliers)[which], int8_bytes(job->memory, op->shifts)[which], op->flags);
}

static inline int8_t sum_of(const sum_job *job, int32_t first, int32_t second)
{
  const int8_op *op = job->op;
  const int32_t a = (first + job->offset[0]) * (1 << LIFT), b = (second + job->offset[1]) * (1 << LIFT);
  const int32_t subtract = op->flags & INT8_SUBTRACT, single = op->flags & INT8_SINGLE_ROUNDING;
  int32_t value;
  if (op->flags & INT8_GENERAL) {
    const int32_t x = scale_any(job, 0, a), y = scale_any(job, 1, b);
    const int32_t scaled = scale_any(job, 2, subtract ? x - y : x + y);
    value = (scaled > 512 ? 512 : scaled < -512 ? -512 : scaled) + op->output_offset;
  } else {
    const int32_t x = int8_scale_short(a, job->factor[0], single), y = int8_scale_short(b, job->factor[1], single);
    value = int8_scale_short(subtract ? x - y : x + y, job->output, single);
  }
  return (int8_t)(value < op->activation_min ? op->activation_min : value > op->activation_max ? op->activation_max : value);
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

/* half: which of the inputs has a factor of a half. */
INT8_OUT_OF_LINE static void sum_fours(const sum_job *job, int32_t which, const int8_t *half, const int8_t *other, int8_t *output, int32_t count)
{
  const int8_factor *factor = &job->factor[1 - which];
  const int32_t mantissa = factor->mantissa, right = factor->places + 1, centre = factor->centre;
  const int32_t out_mantissa = job->output.mantissa, out_right = job->output.places + 1, out_centre = job->output.centre;
  const uint32_t half_offset = (uint32_t)(job->offset[which] & 0xffff) * 0x10001u, offset = (uint32_t)(job->offset[1 - which] & 0xffff) * 0x10001u;
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

/* A half is 1 - 2^-31 here, and one place to the right: of eight bits and a sign, lifted, that is no less exact. Shift 0
 * is a half or nothing. */
static int8_factor input_factor(int32_t mantissa, int32_t shift)
{
  const int8_factor half = { mantissa == 0 ? 0 : INT32_MAX, 0, 1 };
  const int8_factor other = { mantissa, ~shift, (int32_t)((uint32_t)1 << (~shift & 31)) };
  return shift == 0 ? half : other;
}

void int8_add(const int8_op *op, const int8_memory *memory)
{
  const int8_t *first = int8_input(op, memory), *second = int8_second(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t *mantissa = int8_words(memory, op->multipliers);
  const int8_t *shift = int8_bytes(memory, op->shifts);
  const sum_job job = { { op->input_offset, op->second_offset }, { input_factor(mantissa[0], shift[0]), input_factor(mantissa[1], shift[1]) },
                        int8_factor_of(op, mantissa[2], shift[2] < 0 ? shift[2] : -1), op, memory };
  const int whole = op->stride_width == op->output_channels;
  const int32_t runs = whole ? 1 : op->output_width;
  const int32_t run = whole ? op->output_width * op->output_channels : op->output_channels;
  const int32_t step = op->dilation_width;

  for (int32_t y = op->output_height; y > 0; y--) {
    const int8_t *from = first, *at = second;
    int8_t *to = output;
    int32_t done = 0;
#if INT8_DSP
    if (whole && !(op->flags & (INT8_GENERAL | INT8_SINGLE_ROUNDING | INT8_CLAMP | INT8_SUBTRACT))) {
      done = run & ~3;
      if (shift[0] == 0 && mantissa[0] != 0) sum_fours(&job, 0, first, second, output, done);
      else sum_fours(&job, 1, second, first, output, done);
    }
#endif
    for (int32_t x = runs; x > 0; x--) {
      for (int32_t i = done; i < run; i++) to[i] = sum_of(&job, from[i], at[i * step]);
      from += run;
      to += run;
      at += op->stride_width;
    }
    first += op->input_row;
    second += op->second_row;
    output += op->output_row;
  }
}
