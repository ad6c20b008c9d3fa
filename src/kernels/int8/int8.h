/* The plan of an int8 network: one record per op, in execution order, with shapes, addresses and constants. Addresses
 * are byte offsets, into the arena (activations) or into the constants (weights, bias, scales), so that one table
 * serves every machine. All fields are 32 bits: no padding, the same bytes everywhere little-endian.
 * Activations are height x width x channels (HWC), batch 1; arithmetic is that of TensorFlow Lite int8. */
#ifndef THIMBLE_INT8_H
#define THIMBLE_INT8_H

#include <stdint.h>

enum {
  INT8_CONV2D = 1,           /* weights [out channels][kernel height][kernel width][in channels] */
  INT8_DEPTHWISE_CONV2D = 2, /* weights [kernel height][kernel width][channels] */
  INT8_DENSE = 3,            /* weights [out][in] */
  INT8_ADD = 4,              /* multipliers and shifts: first input, second input, output */
  INT8_AVERAGE_POOL2D = 5,   /* padded places do not count */
  INT8_MAX_POOL2D = 6,       /* nor here */
  INT8_SOFTMAX = 7           /* multipliers: factor of differences, smallest that counts; shifts: of the factor */
};

typedef struct {
  int32_t kind;
  int32_t input, second_input, output;  /* arena; second_input for add alone */
  int32_t scratch;                      /* arena; -1 unless depthwise works in place */
  int32_t input_height, input_width, input_channels;
  int32_t output_height, output_width, output_channels;
  int32_t kernel_height, kernel_width;
  int32_t stride_height, stride_width;
  int32_t pad_top, pad_bottom, pad_left, pad_right;
  int32_t input_offset;                 /* added to each input: minus its zero point, or 0 where the bias holds it */
  int32_t second_input_offset;
  int32_t pad_value;                    /* the input's zero point: what padding is made of */
  int32_t output_offset;                /* the output's zero point */
  int32_t activation_min, activation_max;
  int32_t weights, bias, multipliers, shifts; /* constants: int8, int32, int32, int8 */
  int32_t single_rounding;              /* 0: TensorFlow Lite's default, two roundings */
} int8_op;

void int8_conv2d(const int8_op *op, const uint8_t *constants, int8_t *arena);
void int8_depthwise_conv2d(const int8_op *op, const uint8_t *constants, int8_t *arena);
void int8_dense(const int8_op *op, const uint8_t *constants, int8_t *arena);
void int8_add(const int8_op *op, const uint8_t *constants, int8_t *arena);
void int8_average_pool2d(const int8_op *op, int8_t *arena);
void int8_max_pool2d(const int8_op *op, int8_t *arena);
void int8_softmax(const int8_op *op, const uint8_t *constants, int8_t *arena);

/* Runs `count` ops. constants: aligned to 4 bytes. arena: of the planned size, the input already in its place. */
void int8_run(const int8_op *ops, int32_t count, const void *constants, int8_t *arena);

#endif
