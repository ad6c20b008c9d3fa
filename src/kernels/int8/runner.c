/* Walks the plan table. Only the kernels that config.h names are referenced. A bundle that defines THIMBLE_PROFILE has
 * each op timed (profile.h); else nothing of that is compiled. */
#include "config.h"
#include "int8.h"

#ifdef THIMBLE_PROFILE
#include "profile.h"
#else
#define profile_start() ((void)0)
#define profile_end(op) ((void)0)
#endif

#define DECLARE(kind, kernel) extern int8_kernel kernel INT8_LINKAGE;
INT8_KERNELS(DECLARE)

#define ENTRY(kind, kernel) [kind] = kernel,
int8_kernel *const int8_kernels[] = { INT8_KERNELS(ENTRY) };

void int8_run(const int8_op *ops, int32_t count, const void *constants, int8_t *arena, const int8_t *external)
{
  const int8_memory memory = { (const uint8_t *)constants, arena, external };
  for (const int8_op *op = ops; op < ops + count; op++) {
    const int32_t kind = op->kind;
    profile_start();
    int8_kernels[kind](op, &memory);
    profile_end((int32_t)(op - ops));
    if (kind == INT8_PATCHES) op += op->multiplier;
  }
}
