/* Softmax across the channels of each place, TensorFlow Lite Micro's to the bit: differences to the largest score in
 * Q5.26, exponentials in Q0.31, their sum in Q12.19, one reciprocal by Newton's method (gemmlowp, fixedpoint.h).
 * Qi.f is an int32 that counts 2^-f. Output at scale 1/256, zero point -128. */
#include "requantise.h"

/* rounded high half of twice the product */
INT8_OUT_OF_LINE static int32_t multiply(int32_t a, int32_t b)
{
  return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

/* x / 2^n to nearest, halves away from zero */
INT8_OUT_OF_LINE static int32_t divide_by_power_of_two(int32_t x, int32_t n)
{
  const int32_t mask = (int32_t)(((uint32_t)1 << n) - 1u);
  return (x >> n) + ((x & mask) > (mask >> 1) + (x < 0));
}

static int32_t saturating_shift(int32_t x, int32_t n)
{
  return int8_saturate((int64_t)x * ((int64_t)1 << n));
}

/* exp of a Q5.26 at or below 0, as Q0.31: a Taylor polynomial round -1/8 for what is left of the multiples of 1/4.
 * Kept in one copy: inlined and vectorised it would be ten times as long. */
INT8_OUT_OF_LINE static int32_t exp_of_negative(int32_t x)
{
  static const int32_t powers[7] = { 1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242 };
  const int32_t quarter = 1 << 24;
  const int32_t exp_of_eighth = 1895147668;
  const int32_t one_third = 715827883;
  if (x == 0) return INT32_MAX;

  const int32_t rest = (x & (quarter - 1)) - quarter;
  const int32_t whole = rest - x;
  const int32_t y = rest * 32 + (1 << 28);
  const int32_t y2 = multiply(y, y);
  const int32_t cubes = divide_by_power_of_two(multiply(y2, y2), 2) + multiply(y2, y);
  const int32_t tail = divide_by_power_of_two(multiply(cubes, one_third) + y2, 1);
  int32_t result = exp_of_eighth + multiply(exp_of_eighth, y + tail);
  for (int32_t i = 0; i < 7; i++) {
    if (whole & (quarter << i)) result = multiply(result, powers[i]);
  }
  return result;
}

/* 1 / (1 + x) for x in [0, 1), both Q0.31: three steps of Newton-Raphson in Q2.29 from 48/17 - 32/17 half */
static int32_t one_over_one_plus(int32_t x)
{
  const int32_t half = (int32_t)(((int64_t)x + INT32_MAX + 1) >> 1);
  int32_t guess = 1515870810 + multiply(half, -1010580540);
  for (int32_t step = 0; step < 3; step++) {
    guess += saturating_shift(multiply(guess, (1 << 29) - multiply(half, guess)), 2);
  }
  return saturating_shift(guess, 1);
}

INT8_SELDOM int8_kernel int8_softmax;

void int8_softmax(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t *factors = int8_words(memory, op->multipliers);
  const int32_t mantissa = factors[0];
  const int32_t smallest = factors[1];
  const int32_t lift = (int32_t)((uint32_t)1 << *int8_bytes(memory, op->shifts));
  const int32_t channels = op->input_channels;

  for (int32_t place = op->input_height * op->input_width; place > 0; place--) {
    int32_t largest = INT8_MIN;
    for (int32_t c = 0; c < channels; c++) {
      if (input[c] > largest) largest = input[c];
    }
    int32_t sum = 0;
    for (int32_t c = 0; c < channels; c++) {
      const int32_t difference = input[c] - largest;
      if (difference >= smallest) sum += divide_by_power_of_two(exp_of_negative(multiply(difference * lift, mantissa)), 12);
    }
    int32_t zeros = 0;
    uint32_t normal = (uint32_t)sum;
    for (; normal < 0x80000000u; normal <<= 1) zeros++;
    const int32_t reciprocal = one_over_one_plus((int32_t)(normal & 0x7fffffffu));
    for (int32_t c = 0; c < channels; c++) {
      const int32_t difference = input[c] - largest;
      int32_t share = 0;
      /* a sum of 512 or more leaves every share below half a step; TensorFlow Lite Micro stops there */
      if (difference >= smallest && zeros >= 4) {
        const int32_t power = exp_of_negative(multiply(difference * lift, mantissa));
        share = divide_by_power_of_two(multiply(reciprocal, power), 35 - zeros);
      }
      output[c] = (int8_t)(share > 255 ? 127 : share - 128);
    }
    input += channels;
    output += channels;
  }
}
