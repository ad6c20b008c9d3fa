/* The inner part of depthwise_conv2d.c: the weights of one channel spread out for it, and the sums of one output line
 * from lines of 16-bit values. With DSP instructions by pairs of values, else one by one. */
#ifndef THIMBLE_DEPTHWISE_LINE_H
#define THIMBLE_DEPTHWISE_LINE_H

#include "requantise.h"

/* What is needed to know of the op and the channel. */
typedef struct {
  int32_t mantissa, shift, zero, bias, output_step, pairs, skip; /* in this order for the instructions below */
  int32_t kernel, stride;      /* lines of a window; values between two outputs */
  int32_t line_bytes;          /* between two lines of a window; `skip` from the end of its values in one line to the next */
  int32_t outputs;             /* of a line */
  int32_t taps, dilation;      /* taps: places of a line that the kernel spans */
  int32_t padding;             /* two values of it */
  int32_t doubled;             /* 1 where weights and sums are, for the short way of scaling */
  int32_t short_way, any_shift; /* `shift` is to the right and for the short way alone */
  const int8_op *op;
} channel_job;

typedef int32_t two_values __attribute__((may_alias));

#if INT8_DSP

static inline int32_t pack(int32_t low, int32_t high)
{
  int32_t both;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(both) : "r"(low), "r"(high));
  return both;
}

/* One line of the kernel: w0 w1 for outputs at even places and 0 w0 for those at odd ones, then w2 w3 and w1 w2, and so
 * on, so that values are read as aligned pairs for either. Twice, `kernel` lines apart. */
INT8_OUT_OF_LINE static void spread_line(const channel_job *job, const int8_t *from, int32_t step, two_values *to)
{
  const int32_t factor = job->doubled, again = 2 * job->pairs * job->kernel;
  if (job->dilation > 1) {
    for (int32_t tap = 0; tap < job->taps; tap += job->dilation) {
      int16_t *even = (int16_t *)(to + (tap >> 1) * 2) + (tap & 1);
      int16_t *odd = (int16_t *)(to + ((tap + 1) >> 1) * 2 + 1) + ((tap + 1) & 1);
      even[0] = even[2 * again] = odd[0] = odd[2 * again] = (int16_t)(*from * (1 << factor));
      from += step;
    }
    return;
  }
  int32_t before = 0;
  for (int32_t left = job->taps;; left -= 2) {
    int32_t first = 0, second = 0;
    if (left > 0) first = (int32_t)((uint32_t)from[0] << factor);
    if (left > 1) second = (int32_t)((uint32_t)from[step] << factor);
    to[0] = to[again] = pack(first, second);
    to[1] = to[again + 1] = pack(before, first);
    if (left < 2) return;
    before = second;
    from += 2 * step;
    to += 2;
  }
}

/* The sum is twice that of the products. */
#define SCALE(sum)                                                                                               \
  __asm__("smmlar %[t], %[s], %[m], %[z]\n add %[t], %[t], %[s], asr #31\n asr %[t], %[n]\n ssat %[t], #8, %[t]" \
          : [t] "=&r"(scaled) : [s] "r"(sum), [m] "r"(mantissa), [z] "r"(zero), [n] "r"(shift));                 \
  *output = (int8_t)scaled;                                                                                      \
  output += output_step;

/* Scales sums and writes them, by whatever way the flags ask for. */
INT8_SELDOM static int8_t *finish_any(const channel_job *job, const int32_t *sum, int32_t count, int8_t *output)
{
  for (; count > 0; count--) {
    *output = int8_scale_by_flags(job->op, *sum++ >> job->doubled, job->mantissa, job->any_shift);
    output += job->output_step;
  }
  return output;
}

INT8_OUT_OF_LINE static int8_t *finish(const channel_job *job, const int32_t *sum, int32_t count, int8_t *output)
{
  if (!job->short_way) return finish_any(job, sum, count, output);
  const int32_t mantissa = job->mantissa, shift = job->shift, zero = job->zero, output_step = job->output_step;
  const int32_t *end = sum + count;
  do {
    int32_t scaled;
    SCALE(*sum)
  } while (++sum < end);
  return output;
}

#define SMLAD4(first, second)                                                          \
  "smlad %[a], %[" first "], %[even], %[a]\n smlad %[b], %[" first "], %[odd], %[b]\n" \
  "smlad %[c], %[" second "], %[even], %[c]\n smlad %[d], %[" second "], %[odd], %[d]\n"
#define SUMS [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [x] "+r"(x), [w] "+r"(w)
#define PARTS [even] "=&r"(even), [odd] "=&r"(odd), [x0] "=&r"(x0), [x1] "=&r"(x1)

#if !defined(__clang__) /* which keeps a frame pointer, and so lacks one register here; it takes write_any */
/* Three by three taps, one value from output to output: most of what depthwise layers do. By hand, for no compiler
 * keeps all of it in registers. `third`: how its last value is read. */
#define THREE_TAPS(second, third)                                                                              \
  "ldrd %[even], %[odd], [%[w], #" second "]\n ldr %[x0], [%[x], #8]" third "\n" SMLAD4("x1", "x0")
#define SCALE_IN(sum) "smmlar %[x1], %[" sum "], %[even], %[x0]\n add %[x1], %[x1], %[" sum "], asr #31\n asr %[x1], %[odd]\n ssat %[x1], #8, %[x1]\n"

INT8_OUT_OF_LINE static void write_3x3(const channel_job *job, const int8_t *x, const two_values *w, int8_t *output)
{
  int32_t left = job->outputs;
  int32_t a, b, c, d, even, odd, x0, x1;
  __asm__ volatile(
    "1: ldr %[a], [%[job], #12]\n"
    "ldrd %[even], %[odd], [%[w]]\n ldrd %[x0], %[x1], [%[x]]\n"
    "smlad %[b], %[x0], %[odd], %[a]\n smlad %[c], %[x1], %[even], %[a]\n smlad %[d], %[x1], %[odd], %[a]\n smlad %[a], %[x0], %[even], %[a]\n"
    THREE_TAPS("8", "") "add %[x], %[step]\n"
    "ldrd %[even], %[odd], [%[w], #16]\n ldrd %[x0], %[x1], [%[x]]\n" SMLAD4("x0", "x1")
    THREE_TAPS("24", "") "add %[x], %[step]\n"
    "ldrd %[even], %[odd], [%[w], #32]\n ldrd %[x0], %[x1], [%[x]]\n" SMLAD4("x0", "x1")
    THREE_TAPS("40", "!") "sub %[x], %[x], %[step], lsl #1\n"
    "subs %[left], #4\n blt 2f\n"
    "ldrd %[even], %[odd], [%[job]]\n ldr %[x0], [%[job], #8]\n"
    SCALE_IN("a") "ldr %[a], [%[job], #16]\n strb %[x1], [%[output]]\n"
    SCALE_IN("b") "strb %[x1], [%[output], %[a]]\n"
    SCALE_IN("c") "strb %[x1], [%[output], %[a], lsl #1]\n"
    SCALE_IN("d") "add %[output], %[output], %[a], lsl #1\n strb %[x1], [%[output], %[a]]\n"
    "add %[output], %[output], %[a], lsl #1\n"
    "cmp %[left], #0\n bne 1b\n b 3f\n"
    "2: ldrd %[even], %[odd], [%[job]]\n ldr %[x0], [%[job], #8]\n"
    SCALE_IN("a") "ldr %[a], [%[job], #16]\n strb %[x1], [%[output]]\n cmp %[left], #-3\n beq 3f\n"
    SCALE_IN("b") "strb %[x1], [%[output], %[a]]\n cmp %[left], #-2\n beq 3f\n"
    SCALE_IN("c") "strb %[x1], [%[output], %[a], lsl #1]\n 3:"
    : [a] "=&r"(a), [b] "=&r"(b), [c] "=&r"(c), [d] "=&r"(d), [x] "+r"(x), [left] "+r"(left), [output] "+r"(output), PARTS
    : [w] "r"(w), [job] "r"(job), [step] "r"(job->line_bytes) : "cc", "memory");
}
#endif

/* Any window, four outputs at a time. */
INT8_OUT_OF_LINE static void write_any(const channel_job *job, const int8_t *values, const two_values *weights, int8_t *output)
{
  const int32_t second = 2 * job->stride, third = 4 * job->stride, fourth = 6 * job->stride;
  for (int32_t left = job->outputs; left > 0; left -= 4) {
    const int8_t *x = values;
    const two_values *w = weights;
    int32_t a = job->bias, b = a, c = a, d = a;
    int32_t even, odd, x0, x1, i;
    int32_t lines = job->kernel;
    if (second == 2) {
      __asm__ volatile(
        "1: ldr %[i], [%[job], #20]\n"
        "2: ldrd %[even], %[odd], [%[w]], #8\n ldrd %[x0], %[x1], [%[x]], #4\n" SMLAD4("x0", "x1")
        "subs %[i], #1\n bne 2b\n ldr %[i], [%[job], #24]\n add %[x], %[i]\n subs %[lines], #1\n bne 1b"
        : SUMS, PARTS, [i] "=&r"(i), [lines] "+r"(lines) : [job] "r"(job) : "cc", "memory");
    } else if (second == 4) {
      __asm__ volatile(
        "1: ldr %[i], [%[job], #20]\n"
        "2: ldr %[even], [%[w]], #8\n ldrd %[x0], %[x1], [%[x]], #4\n"
        "smlad %[a], %[x0], %[even], %[a]\n smlad %[b], %[x1], %[even], %[b]\n ldrd %[x0], %[x1], [%[x], #4]\n"
        "smlad %[c], %[x0], %[even], %[c]\n smlad %[d], %[x1], %[even], %[d]\n"
        "subs %[i], #1\n bne 2b\n ldr %[i], [%[job], #24]\n add %[x], %[i]\n subs %[lines], #1\n bne 1b"
        : SUMS, PARTS, [i] "=&r"(i), [lines] "+r"(lines) : [job] "r"(job) : "cc", "memory");
    } else {
      do {
        for (i = job->pairs; i > 0; i--) {
          __asm__ volatile(
            "ldr %[even], [%[w]], #8\n ldr %[x0], [%[x], %[second]]\n ldr %[x1], [%[x], %[third]]\n"
            "smlad %[b], %[x0], %[even], %[b]\n smlad %[c], %[x1], %[even], %[c]\n"
            "ldr %[x1], [%[x], %[fourth]]\n ldr %[x0], [%[x]], #4\n"
            "smlad %[d], %[x1], %[even], %[d]\n smlad %[a], %[x0], %[even], %[a]"
            : SUMS, PARTS : [second] "r"(second), [third] "r"(third), [fourth] "r"(fourth) : "memory");
        }
        x += job->skip;
      } while (--lines);
    }
    values += 4 * second;
    if (left >= 4 && job->short_way) {
      const int32_t mantissa = job->mantissa, shift = job->shift, zero = job->zero, output_step = job->output_step;
      int32_t scaled;
      SCALE(a) SCALE(b) SCALE(c) SCALE(d)
    } else {
      const int32_t sum[4] = { a, b, c, d };
      output = finish(job, sum, left < 4 ? left : 4, output);
    }
  }
}

static inline void write_line(const channel_job *job, const int8_t *values, const two_values *weights, int8_t *output)
{
#if !defined(__clang__)
  if (job->kernel == 3 && job->pairs == 2 && job->stride == 1 && job->short_way) {
    write_3x3(job, values, weights, output);
    return;
  }
#endif
  write_any(job, values, weights, output);
}

typedef struct { int32_t value; } __attribute__((packed, may_alias)) unaligned;

/* One line of one channel, from bytes `step` apart. */
INT8_OUT_OF_LINE static void gather(const int8_t *from, int32_t step, int32_t count, int16_t *to)
{
  const int8_t *third = from + 2 * step;
  for (; count >= 4; count -= 4) {
    ((unaligned *)to)[0].value = pack(from[0], from[step]);
    ((unaligned *)to)[1].value = pack(third[0], third[step]);
    from += 4 * step;
    third += 4 * step;
    to += 4;
  }
  for (; count > 0; count--) {
    *to++ = *from;
    from += step;
  }
}

#else

/* One line of the kernel, its taps one after another. Twice, `kernel` lines apart. */
INT8_OUT_OF_LINE static void spread_line(const channel_job *job, const int8_t *from, int32_t step, two_values *line)
{
  int16_t *to = (int16_t *)(void *)line;
  const int32_t again = 4 * job->pairs * job->kernel;
  for (int32_t tap = 0; tap < job->taps; tap += job->dilation) {
    to[tap] = to[tap + again] = *from;
    from += step;
  }
}

static inline int8_t finish(const channel_job *job, int32_t sum)
{
  const int8_factor factor = { job->mantissa, job->shift - 1, job->zero };
  return job->short_way ? int8_saturated(int8_scale_short(sum, factor, 0)) : int8_scale_by_flags(job->op, sum, job->mantissa, job->any_shift);
}

INT8_OUT_OF_LINE static void write_line(const channel_job *job, const int8_t *values, const two_values *weights, int8_t *output)
{
  const int16_t *x = (const int16_t *)(const void *)values;
  const int32_t stride = job->stride, kernel = job->kernel, taps = job->taps, step = job->line_bytes / 2;
  for (int32_t left = job->outputs; left > 0; left -= 2) {
    const int16_t *w = (const int16_t *)(const void *)weights, *line = x;
    int32_t a = job->bias, b = a;
    for (int32_t ky = kernel; ky > 0; ky--) {
      for (int32_t kx = 0; kx < taps; kx++) {
        const int32_t weight = w[kx];
        a += weight * line[kx];
        b += weight * line[kx + stride];
      }
      line += step;
      w += 4 * job->pairs;
    }
    *output = finish(job, a);
    output += job->output_step;
    if (left == 1) return;
    *output = finish(job, b);
    output += job->output_step;
    x += 2 * stride;
  }
}

INT8_OUT_OF_LINE static void gather(const int8_t *from, int32_t step, int32_t count, int16_t *to)
{
  for (; count > 0; count--) {
    *to++ = *from;
    from += step;
  }
}

#endif

#endif
