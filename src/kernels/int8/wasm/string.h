/* The functions of libc that the kernels use, as the compiler's own: wasm has them as instructions. */
#ifndef THIMBLE_WASM_STRING_H
#define THIMBLE_WASM_STRING_H

#include <stddef.h>

#define memcpy(to, from, count) __builtin_memcpy(to, from, count)
#define memset(to, value, count) __builtin_memset(to, value, count)

#endif
