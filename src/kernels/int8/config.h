/* Which kernels the runner knows. A bundle brings its own copy of this file, with those its network needs. */
#ifndef THIMBLE_CONFIG_H
#define THIMBLE_CONFIG_H

#define INT8_USE_CONV2D 1
#define INT8_USE_DEPTHWISE_CONV2D 1
#define INT8_USE_DENSE 1
#define INT8_USE_ADD 1
#define INT8_USE_AVERAGE_POOL2D 1
#define INT8_USE_MAX_POOL2D 1
#define INT8_USE_SOFTMAX 1

#endif
