/* Runs one network on many inputs, layer by layer, and prints one line per input: the CRC-32 of what each layer wrote,
 * 8 hexadecimal digits each. The words of blob: src/core/sim/conformance.test.ts writes them. */
#include "start.h"

#include "int8.h"

#include <stdint.h>
#include <string.h>

#define MOST_ARENA 0x100000
#define MOST_LAYERS 256

typedef struct {
  int32_t first, count;   /* op records */
  int32_t offset, bytes;  /* what they wrote */
} layer;

typedef struct {
  int32_t table, inputs;  /* bytes from the start */
  int32_t input_count, layer_count;
  layer layers[];
} network;

extern const network blob;

static int8_t arena[MOST_ARENA] __attribute__((aligned(16)));
static char line[8 * MOST_LAYERS + 2];

/* Words of the head, see planTable.ts. */
enum { OPS = 3, CONSTANTS = 4, INPUT_OFFSET = 10, INPUT_BYTES = 11 };

static uint32_t crc32(const int8_t *bytes, int32_t count)
{
  uint32_t crc = ~0u;
  for (; count > 0; count--) {
    crc ^= (uint8_t)*bytes++;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0u);
  }
  return ~crc;
}

int main(void)
{
  const uint8_t *start = (const uint8_t *)&blob;
  const int32_t *table = (const int32_t *)(const void *)(start + blob.table);
  const int8_op *ops = (const int8_op *)(const void *)((const uint8_t *)table + table[OPS]);
  const int8_t *input = (const int8_t *)start + blob.inputs;
  for (int32_t n = 0; n < blob.input_count; n++, input += table[INPUT_BYTES]) {
    char *at = line;
    memset(arena, 0x5a, sizeof arena);
    memcpy(arena + table[INPUT_OFFSET], input, (size_t)table[INPUT_BYTES]);
    for (int32_t i = 0; i < blob.layer_count; i++) {
      const layer *one = &blob.layers[i];
      int8_run(ops + one->first, one->count, (const uint8_t *)table + table[CONSTANTS], arena, 0);
      const uint32_t crc = crc32(arena + one->offset, one->bytes);
      for (int shift = 28; shift >= 0; shift -= 4) *at++ = "0123456789abcdef"[(crc >> shift) & 15];
    }
    *at++ = '\n';
    *at = 0;
    write_text(line);
  }
  return 0;
}
