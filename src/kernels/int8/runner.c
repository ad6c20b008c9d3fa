/* Walks the plan table. Kernels that config.h leaves out are not referenced, so they need not be linked. */
#include "config.h"
#include "int8.h"

void int8_run(const int8_op *ops, int32_t count, const void *constants, int8_t *arena, const int8_t *external)
{
  const int8_memory memory = { (const uint8_t *)constants, arena, external };
  for (const int8_op *op = ops; op < ops + count; op++) {
    switch (op->kind) {
#if INT8_USE_CONV2D
    case INT8_CONV2D: int8_conv2d(op, &memory); break;
#endif
#if INT8_USE_DEPTHWISE_CONV2D
    case INT8_DEPTHWISE_CONV2D: int8_depthwise_conv2d(op, &memory); break;
#endif
#if INT8_USE_DENSE
    case INT8_DENSE: int8_dense(op, &memory); break;
#endif
#if INT8_USE_ADD
    case INT8_ADD: int8_add(op, &memory); break;
#endif
#if INT8_USE_AVERAGE_POOL2D
    case INT8_AVERAGE_POOL2D: int8_average_pool2d(op, &memory); break;
#endif
#if INT8_USE_MAX_POOL2D
    case INT8_MAX_POOL2D: int8_max_pool2d(op, &memory); break;
#endif
#if INT8_USE_SOFTMAX
    case INT8_SOFTMAX: int8_softmax(op, &memory); break;
#endif
    default: break;
    }
  }
}
