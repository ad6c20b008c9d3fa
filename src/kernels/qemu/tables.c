/* Walks many plan tables in one run, each with its input, in an arena between guard bytes that is stale before, twice
 * with different stale bytes. Prints one line per network: its outputs in hexadecimal, or what went wrong.
 * blob: count, then per network the offsets of table and input; src/core/sim/machines.test.ts writes it. */
#include "start.h"

#include "int8.h"

#include <stdint.h>
#include <string.h>

#define GUARD_BYTES 64
#define GUARD 0xa5
#define MOST_ARENA 0x100000
#define MOST_OUTPUT 0x10000

extern const int32_t blob[];

static int8_t memory[GUARD_BYTES + MOST_ARENA + GUARD_BYTES] __attribute__((aligned(16)));
static char first[2 * MOST_OUTPUT + 2];
static char second[2 * MOST_OUTPUT + 2];

/* Words of the head, see planTable.ts. */
enum { OP_COUNT = 2, OPS = 3, CONSTANTS = 4, ARENA_BYTES = 6, INPUT_COUNT = 7, OUTPUT_COUNT = 8, PLACES = 10 };

static int whole(int32_t arena_bytes)
{
  for (int i = 0; i < GUARD_BYTES; i++) {
    if ((uint8_t)memory[i] != GUARD || (uint8_t)memory[GUARD_BYTES + arena_bytes + i] != GUARD) return 0;
  }
  return 1;
}

static int run(const int32_t *table, const int8_t *input, uint8_t stale, char *line)
{
  const uint8_t *bytes = (const uint8_t *)table;
  const int32_t arena_bytes = table[ARENA_BYTES];
  int8_t *arena = memory + GUARD_BYTES;
  memset(memory, GUARD, (size_t)(arena_bytes + 2 * GUARD_BYTES));
  memset(arena, stale, (size_t)arena_bytes);
  const int32_t *place = table + PLACES;
  const int8_t *from = input;
  for (int32_t i = 0; i < table[INPUT_COUNT]; i++, place += 2) {
    if (place[0] >= 0) memcpy(arena + place[0], from, (size_t)place[1]);
    from += place[1];
  }
  int8_run((const int8_op *)(const void *)(bytes + table[OPS]), table[OP_COUNT], bytes + table[CONSTANTS], arena, input);
  for (int32_t i = 0; i < table[OUTPUT_COUNT]; i++, place += 2) {
    for (int32_t o = 0; o < place[1]; o++) {
      const int8_t value = arena[place[0] + o];
      *line++ = "0123456789abcdef"[(value >> 4) & 15];
      *line++ = "0123456789abcdef"[value & 15];
    }
  }
  *line++ = '\n';
  *line = 0;
  return whole(arena_bytes);
}

int main(void)
{
  for (int32_t i = 0; i < blob[0]; i++) {
    const int32_t *table = blob + blob[1 + 2 * i] / 4;
    const int8_t *input = (const int8_t *)blob + blob[2 + 2 * i];
    if (table[ARENA_BYTES] > MOST_ARENA) write_text("arena too large for this test\n");
    else if (!run(table, input, 0x5a, first) || !run(table, input, 0xc3, second)) write_text("wrote outside its arena\n");
    else if (strcmp(first, second) != 0) write_text("read what nobody had written\n");
    else write_text(first);
  }
  return 0;
}
