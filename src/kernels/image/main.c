/* The firmware's program: the network runs once on its recorded input, and the answer is held against the executor's,
 * byte for byte. The verdict is said aloud where somebody listens and stands in thimble_result in any case. */
#include "image.h"

#include <string.h>

void thimble_infer(void)
{
  const thimble_network *net = &thimble_model;
  int8_run(net->ops, net->op_count, net->constants, net->arena, net->external);
}

static const char digits[] = "0123456789abcdef";

static void say_bytes(const int8_t *bytes, uint32_t count)
{
  char line[2 * 32 + 1];
  while (count > 0) {
    const uint32_t part = count < 32 ? count : 32;
    for (uint32_t i = 0; i < part; i++) {
      line[2 * i] = digits[(bytes[i] >> 4) & 15];
      line[2 * i + 1] = digits[bytes[i] & 15];
    }
    line[2 * part] = 0;
    thimble_say(line);
    bytes += part;
    count -= part;
  }
}

static void say_number(uint32_t number)
{
  char text[9];
  for (int i = 0; i < 8; i++) text[i] = digits[(number >> (28 - 4 * i)) & 15];
  text[8] = 0;
  thimble_say(text);
}

void thimble_main(void)
{
  const thimble_network *net = &thimble_model;
  thimble_outcome *result = &thimble_result;
  result->magic = THIMBLE_MAGIC;
  const thimble_place *place = net->inputs;
  const int8_t *from = net->sample;
  for (uint32_t i = 0; i < net->input_count; i++, place++) {
    memcpy(place->at, from, place->bytes);
    from += place->bytes;
  }
  thimble_infer();
  uint32_t bytes = 0;
  for (uint32_t i = 0; i < net->output_count; i++, place++) {
    memcpy(result->output + bytes, place->at, place->bytes);
    bytes += place->bytes;
  }
  result->output_bytes = bytes;
  result->stack_bytes = thimble_stack_used();
  uint32_t wrong = 0;
  for (uint32_t i = 0; i < bytes; i++) wrong |= (uint32_t)(result->output[i] ^ net->expected[i]);
  result->state = wrong == 0 ? THIMBLE_PASS : THIMBLE_FAIL;
  thimble_say(wrong == 0 ? "thimble: PASS\noutput " : "thimble: FAIL\noutput ");
  say_bytes(result->output, bytes);
  thimble_say("\nstack 0x");
  say_number(result->stack_bytes);
  thimble_say("\n");
  thimble_exit(wrong == 0 ? 0 : 1);
}
