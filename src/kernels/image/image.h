/* What the linker lays beside the code of a firmware image: the network as data, its memory, one recorded run.
 * src/core/codegen/image/networkObject.ts writes these bytes; both must name the same fields in the same order. */
#ifndef THIMBLE_IMAGE_H
#define THIMBLE_IMAGE_H

#include "../int8/int8.h"

typedef struct {
  int8_t *at;
  uint32_t bytes;
} thimble_place;

typedef struct {
  const int8_op *ops;
  int32_t op_count;
  const void *constants;
  int8_t *arena;
  const int8_t *external;       /* the input's own buffer, or 0 where the input lies in the arena */
  const thimble_place *inputs;  /* where each input tensor lies, and after them each output tensor */
  uint32_t input_count, output_count;
  const int8_t *sample;         /* one recorded input, tensor after tensor */
  const int8_t *expected;       /* what the executor makes of it */
} thimble_network;

enum { THIMBLE_MAGIC = 0x4d494854 }; /* "THIM" */
enum { THIMBLE_RUNNING = 0, THIMBLE_PASS = 1, THIMBLE_FAIL = 2, THIMBLE_FAULT = 3 };

/* For whoever looks at the memory: a debugger, a simulator. */
typedef struct {
  uint32_t magic, state;
  uint32_t stack_bytes;         /* deepest use, seen by painting */
  uint32_t output_bytes;
  int8_t output[];
} thimble_outcome;

extern const thimble_network thimble_model;
extern thimble_outcome thimble_result;

/* One inference on what lies at thimble_input; the answer then lies at thimble_output. */
void thimble_infer(void);

/* Nothing happens where no debugger listens. */
void thimble_say(const char *text);
void thimble_exit(int code);

/* Bytes of stack in use at most since reset. */
uint32_t thimble_stack_used(void);

void thimble_main(void);

#endif
