/* Runs the model on the inputs of inputs.h; prints each output in hexadecimal, then the stack bytes that were used. */
#include "inputs.h"
#include "model.h"
#include "start.h"

#include <stdint.h>

#define PAINTED_BYTES 8192
#define PAINT 0xc3

static int32_t arena[(MODEL_ARENA_BYTES + 3) / 4];
static int8_t output[MODEL_OUTPUT_BYTES];
static char line[2 * MODEL_OUTPUT_BYTES + 2];

static void write_number(unsigned number)
{
  char text[12];
  char *at = text + sizeof text;
  *--at = 0;
  *--at = '\n';
  do *--at = (char)('0' + number % 10); while (number /= 10);
  write_text(at);
}

int main(void)
{
  uint8_t *stack;
  __asm__ volatile("mov %0, sp" : "=r"(stack));
  for (volatile uint8_t *at = stack - PAINTED_BYTES; at < stack; at++) *at = PAINT;
  for (int i = 0; i < INPUTS; i++) {
    model_invoke((int8_t *)arena, inputs[i], output);
    char *at = line;
    for (int o = 0; o < MODEL_OUTPUT_BYTES; o++) {
      *at++ = "0123456789abcdef"[(output[o] >> 4) & 15];
      *at++ = "0123456789abcdef"[output[o] & 15];
    }
    *at++ = '\n';
    *at = 0;
    write_text(line);
  }
  const volatile uint8_t *deepest = stack - PAINTED_BYTES;
  while (deepest < stack && *deepest == PAINT) deepest++;
  write_text("stack ");
  write_number((unsigned)(stack - deepest));
  return 0;
}
