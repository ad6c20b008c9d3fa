/* The plan of an int8 network: one record per op, in execution order, with shapes, addresses and constants. Addresses
 * are byte offsets, into the arena (activations) or into the constants (weights, bias, scales), so that one table
 * serves every machine. 32-bit fields first, then 16-bit ones: no padding, the same bytes everywhere little-endian.
 * Activations are height x width x channels (HWC), batch 1; element (y, x, c) of the input lies at
 * input + y * input_row + x * input_channels + c. Arithmetic is that of TensorFlow Lite int8. */
#ifndef THIMBLE_INT8_H
#define THIMBLE_INT8_H

#include <stdint.h>

enum {
  INT8_CONV2D = 1,           /* weights [out channels][kernel height][kernel width][in channels] */
  INT8_DEPTHWISE_CONV2D = 2, /* weights [kernel height][kernel width][channels] */
  INT8_DENSE = 3,            /* weights [out][in]; shifts: ~shift; multiplier: how many channels are packed by sixes */
  INT8_ADD = 4,              /* multipliers and shifts: first input, second input, output */
  INT8_AVERAGE_POOL2D = 5,   /* padded places do not count */
  INT8_MAX_POOL2D = 6,       /* nor here */
  INT8_SOFTMAX = 7,          /* multipliers: factor of differences, smallest that counts; shifts: of the factor */
  INT8_MUL = 8,              /* multipliers, shifts: one of each */
  INT8_MEAN = 9,             /* over height and width; multipliers, shifts: one of each, mantissas below 2^30 too */
  INT8_LOOKUP = 10,          /* weights: 256 results, that of q at q + 128 */
  INT8_COPY = 11,            /* a block of pixels, see below */
  INT8_FILL = 12,            /* the whole output with output_offset */
  INT8_RESIZE_NEAREST = 13,  /* multipliers: input row of each output row, then input column of each output column */
  INT8_CONV2D_LEAN = 14,     /* as convolution, without scratch */
  INT8_PATCHES = 15          /* runs the ops after it patch by patch, see patches.c */
};

enum {
  INT8_REVERSE = 1,         /* output pixels in falling order */
  INT8_SINGLE_ROUNDING = 2, /* else TensorFlow Lite's default, two roundings */
  INT8_GENERAL = 4,         /* a shift that is not to the right, or sums of 2^30 and more: no short cuts in scaling */
  INT8_CLAMP = 8,           /* the activation is narrower than [-128, 127] */
  INT8_EXTERNAL_INPUT = 16, /* input counts from the caller's buffer, not from the arena */
  INT8_SUBTRACT = 32,       /* second input is taken away */
  INT8_EXTERNAL_SECOND = 64, /* second_input counts from the caller's buffer */
  INT8_RAGGED = 128         /* dense: inputs are no whole fours, or channels neither whole sixes nor fours */
};

/* Sums and products: element (y, x, c) of the second input lies at second_input + y * second_row + x * stride_width +
 * c * dilation_width, so that one row, pixel or value may serve all.
 * Copies: output (y, x, c), c < multiplier, at output + y * output_row + x * output_channels + c takes the byte at
 * input + y * stride_height * input_row + x * stride_width * input_channels + c * dilation_width; where a slice begins
 * and where a part goes is in the addresses. */

typedef struct {
  int32_t input, second_input, output;        /* second_input for sums and products alone */
  int32_t scratch;                            /* arena; -1: none */
  int32_t weights, bias, multipliers, shifts; /* constants: int8, int32, int32, int8 */
  int32_t input_row, second_row, output_row;  /* bytes from one row to the next */
  int16_t kind, flags;
  int16_t input_height, input_width, input_channels;
  int16_t output_height, output_width, output_channels;
  int16_t kernel_height, kernel_width;
  int16_t stride_height, stride_width;
  int16_t dilation_height, dilation_width;
  int16_t pad_top, pad_left;                  /* at the end as much as the output's extent asks for */
  int16_t multiplier;                         /* depthwise: out channels per in channel; dense: channels by sixes */
  int16_t input_offset, second_offset;        /* minus the zero point; padding is made of -input_offset */
  int16_t output_offset;                      /* the output's zero point */
  int16_t activation_min, activation_max;
} int8_op;

/* The bias of convolutions and dense layers holds the input's zero point: bias - zero point * sum of weights. */

typedef struct {
  const uint8_t *constants; /* aligned to 4 bytes */
  int8_t *arena;            /* of the planned size, aligned to 4 bytes */
  const int8_t *external;   /* the input of a plan that does not keep it in the arena */
} int8_memory;

typedef void int8_kernel(const int8_op *op, const int8_memory *memory);

int8_kernel int8_conv2d;
int8_kernel int8_conv2d_lean;
int8_kernel int8_depthwise_conv2d;
int8_kernel int8_dense;
int8_kernel int8_add;
int8_kernel int8_average_pool2d;
int8_kernel int8_max_pool2d;
int8_kernel int8_softmax;
int8_kernel int8_mul;
int8_kernel int8_mean;
int8_kernel int8_lookup;
int8_kernel int8_copy;
int8_kernel int8_fill;
int8_kernel int8_resize_nearest;
int8_kernel int8_patches;

/* By kind; those that config.h names. */
extern int8_kernel *const int8_kernels[];

/* Runs `count` ops; the input is in its place already, or is `external`. */
void int8_run(const int8_op *ops, int32_t count, const void *constants, int8_t *arena, const int8_t *external);

#endif
