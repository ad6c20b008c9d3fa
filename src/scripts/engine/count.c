/* Runs the model with a mark before and after it, then once more op by op with a mark between any two. Prints both
 * outputs in hexadecimal, then the stack bytes that one inference used. model.c is taken in whole for its table. */
#include "inputs.h"
#include "model.c"
#include "start.h"

#define PAINTED_BYTES 8192
#define PAINT 0xc3
#define MARK() __asm__ volatile("mov r11, r11" ::: "memory")

static int8_t arena[MODEL_ARENA_BYTES] __attribute__((aligned(16)));

static void write_number(unsigned number)
{
  char text[12];
  char *at = text + sizeof text;
  *--at = 0;
  *--at = '\n';
  do *--at = (char)('0' + number % 10); while (number /= 10);
  write_text(at);
}

static void write_output(void)
{
  char text[3] = { 0 };
  for (int o = 0; o < MODEL_OUTPUT_BYTES; o++) {
    const int8_t value = arena[MODEL_OUTPUT_OFFSET + o];
    text[0] = "0123456789abcdef"[(value >> 4) & 15];
    text[1] = "0123456789abcdef"[value & 15];
    write_text(text);
  }
  write_text("\n");
}

int main(void)
{
  uint8_t *stack;
  __asm__ volatile("mov %0, sp" : "=r"(stack));
  for (volatile uint8_t *at = stack - PAINTED_BYTES; at < stack; at++) *at = PAINT;
  memcpy(arena + MODEL_INPUT_OFFSET, input, MODEL_INPUT_BYTES);
  MARK();
  model_run(arena);
  MARK();
  const volatile uint8_t *deepest = stack - PAINTED_BYTES;
  while (deepest < stack && *deepest == PAINT) deepest++;
  write_output();

  memcpy(arena + MODEL_INPUT_OFFSET, input, MODEL_INPUT_BYTES);
  for (unsigned i = 0; i < sizeof ops / sizeof ops[0]; i++) {
    MARK();
    int8_run(&ops[i], 1, &constants, arena, 0);
  }
  MARK();
  write_output();
  write_text("stack ");
  write_number((unsigned)(stack - deepest));
  return 0;
}
