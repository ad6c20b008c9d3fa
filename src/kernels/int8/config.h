/* The kernels that are to be had, by kind of op. A bundle brings its own copy of this file, with those its network
 * needs. Here all of them, weakly: a linker that is given only some leaves the places of the others empty. */
#ifndef THIMBLE_CONFIG_H
#define THIMBLE_CONFIG_H

#define INT8_KERNELS(KERNEL) \
  KERNEL(INT8_CONV2D, int8_conv2d) \
  KERNEL(INT8_DEPTHWISE_CONV2D, int8_depthwise_conv2d) \
  KERNEL(INT8_DENSE, int8_dense) \
  KERNEL(INT8_ADD, int8_add) \
  KERNEL(INT8_AVERAGE_POOL2D, int8_average_pool2d) \
  KERNEL(INT8_MAX_POOL2D, int8_max_pool2d) \
  KERNEL(INT8_SOFTMAX, int8_softmax) \
  KERNEL(INT8_MUL, int8_mul) \
  KERNEL(INT8_MEAN, int8_mean) \
  KERNEL(INT8_LOOKUP, int8_lookup) \
  KERNEL(INT8_COPY, int8_copy) \
  KERNEL(INT8_FILL, int8_fill) \
  KERNEL(INT8_RESIZE_NEAREST, int8_resize_nearest) \
  KERNEL(INT8_CONV2D_LEAN, int8_conv2d_lean) \
  KERNEL(INT8_PATCHES, int8_patches)

#define INT8_LINKAGE __attribute__((weak))

#endif
