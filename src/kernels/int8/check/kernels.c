/* Kernels against plain loops, on shapes of random extents: depthwise layers, sums and pools, as views, in place, with
 * every flag that they know. The whole arena is compared, so that a byte written out of place shows. Built and run by
 * kernels.test.ts, on the host with sanitizers and on every core under QEMU. */
#include "../requantise.h"
#include "../../qemu/start.h"

#define ARENA_BYTES 60000
#define ROUNDS 250

static int8_t arena[ARENA_BYTES] __attribute__((aligned(16))), before[ARENA_BYTES], wanted[ARENA_BYTES];
static struct { int32_t words[64]; int8_t bytes[1024]; } constants;
static const int8_memory memory = { (const uint8_t *)&constants, arena, 0 };
static uint32_t state = 2463534242u;

/* xorshift (Marsaglia): 0 <= result < count */
static int32_t upto(int32_t count)
{
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return (int32_t)(state % (uint32_t)count);
}

static int8_t any_byte(void)
{
  return (int8_t)(upto(256) - 128);
}

static int32_t clamped(const int8_op *op, int32_t value)
{
  return value < op->activation_min ? op->activation_min : value > op->activation_max ? op->activation_max : value;
}

/* Zero points, flags among those allowed, and an arena of noise; extremes alone now and then, to reach overflows. */
static void prepare(int8_op *op, int32_t allowed)
{
  const int extremes = upto(4) == 0;
  for (int32_t i = 0; i < ARENA_BYTES; i++) before[i] = extremes ? (int8_t)(upto(2) ? 127 : -128) : any_byte();
  memcpy(arena, before, ARENA_BYTES);
  memcpy(wanted, before, ARENA_BYTES);
  op->flags = (int16_t)((upto(2) ? 0 : 1 << upto(6)) & allowed);
  op->input_offset = (int16_t)-any_byte();
  op->second_offset = (int16_t)-any_byte();
  op->output_offset = any_byte();
  op->activation_min = op->flags & INT8_CLAMP ? -90 : -128;
  op->activation_max = op->flags & INT8_CLAMP ? 75 : 127;
}

static const int8_op nothing;

static int8_op depthwise(void)
{
  int8_op op = nothing;
  prepare(&op, INT8_SINGLE_ROUNDING | INT8_GENERAL | INT8_CLAMP);
  op.multiplier = (int16_t)(upto(3) ? 1 : 1 + upto(3));
  op.input_channels = (int16_t)(1 + upto(4));
  op.output_channels = (int16_t)(op.input_channels * op.multiplier);
  const int32_t channels = op.output_channels;
  op.kernel_height = (int16_t)(upto(2) ? 3 : 1 + upto(8)), op.kernel_width = (int16_t)(upto(2) ? op.kernel_height : 1 + upto(8));
  op.dilation_height = (int16_t)(upto(4) ? 1 : 1 + upto(3)), op.dilation_width = (int16_t)(upto(4) ? 1 : 1 + upto(3));
  op.stride_height = (int16_t)(upto(2) ? 1 : 1 + upto(4)), op.stride_width = (int16_t)(upto(2) ? op.stride_height : 1 + upto(4));
  const int32_t reach_y = (op.kernel_height - 1) * op.dilation_height + 1, reach_x = (op.kernel_width - 1) * op.dilation_width + 1;
  const int32_t below = upto(reach_y), right = upto(reach_x);
  op.pad_top = (int16_t)upto(reach_y), op.pad_left = (int16_t)upto(reach_x);
  const int32_t least_y = reach_y - op.pad_top - below, least_x = reach_x - op.pad_left - right;
  op.input_height = (int16_t)((least_y > 1 ? least_y : 1) + upto(20)), op.input_width = (int16_t)((least_x > 1 ? least_x : 1) + upto(20));
  op.output_height = (int16_t)((op.input_height + op.pad_top + below - reach_y) / op.stride_height + 1);
  op.output_width = (int16_t)((op.input_width + op.pad_left + right - reach_x) / op.stride_width + 1);
  const int in_place = op.multiplier == 1 && op.output_height == op.input_height && op.output_width == op.input_width;
  const int32_t gap = upto(2) * 3;
  op.input_row = op.input_width * op.input_channels + gap;
  op.output_row = op.output_width * channels + gap;
  op.input = upto(8);
  op.output = in_place ? op.input : op.input + op.input_height * op.input_row + upto(8);
  op.scratch = (op.output + op.output_height * op.output_row + 3) & ~3;
  op.multipliers = 4 * channels;
  op.shifts = (int32_t)sizeof constants.words;
  op.weights = op.shifts + channels;
  for (int32_t c = 0; c < channels; c++) {
    constants.words[c] = upto(40001) - 20000;
    constants.words[channels + c] = (1 << 30) + upto(1 << 30);
    constants.bytes[c] = (int8_t)(op.flags & INT8_GENERAL ? 2 - upto(12) : -1 - upto(11));
  }
  for (int32_t i = channels; i < (int32_t)sizeof constants.bytes; i++) constants.bytes[i] = any_byte();

  for (int32_t y = 0; y < op.output_height; y++) {
    for (int32_t x = 0; x < op.output_width; x++) {
      for (int32_t c = 0; c < channels; c++) {
        int32_t sum = constants.words[c];
        for (int32_t tap = 0; tap < op.kernel_height * op.kernel_width; tap++) {
          const int32_t iy = y * op.stride_height - op.pad_top + tap / op.kernel_width * op.dilation_height;
          const int32_t ix = x * op.stride_width - op.pad_left + tap % op.kernel_width * op.dilation_width;
          const int inside = iy >= 0 && iy < op.input_height && ix >= 0 && ix < op.input_width;
          const int32_t value = inside ? before[op.input + iy * op.input_row + ix * op.input_channels + c / op.multiplier] : -op.input_offset;
          sum += value * constants.bytes[channels + tap * channels + c];
        }
        wanted[op.output + y * op.output_row + x * channels + c] = int8_finish(&op, sum, constants.words[channels + c], constants.bytes[c]);
      }
    }
  }
  int8_depthwise_conv2d(&op, &memory);

  int32_t scratch = 0;
  for (int turned = 0; turned <= (op.output_height > op.output_width); turned++) {
    const int32_t stride = turned ? op.stride_height : op.stride_width, outputs = turned ? op.output_height : op.output_width;
    const int32_t pairs = ((turned ? reach_y : reach_x) + 2) / 2, dilation = turned ? op.dilation_width : op.dilation_height;
    const int32_t values = stride * ((outputs + 3) / 4 * 4 - 4) + 2 * (3 * stride / 2 + pairs);
    const int32_t bytes = (turned ? op.kernel_width : op.kernel_height) * (16 * pairs + 2 * values * dilation);
    if (bytes > scratch) scratch = bytes;
  }
  memcpy(wanted + op.scratch, arena + op.scratch, (size_t)scratch);
  return op;
}

static int8_op sum(void)
{
  int8_op op = nothing;
  prepare(&op, INT8_SINGLE_ROUNDING | INT8_GENERAL | INT8_CLAMP | INT8_SUBTRACT);
  op.output_height = (int16_t)(1 + upto(4)), op.output_width = (int16_t)(1 + upto(6)), op.output_channels = (int16_t)(1 + upto(9));
  const int32_t channels = op.output_channels, row = op.output_width * channels, repeated = upto(4), over = upto(3);
  op.dilation_width = (int16_t)(repeated == 1 ? 0 : 1);
  op.stride_width = (int16_t)(repeated == 1 || repeated == 2 ? 0 : channels);
  op.input_row = op.output_row = row + upto(4);
  op.second_row = repeated == 1 || repeated == 2 ? 0 : op.input_row;
  op.input = upto(8);
  op.second_input = 1000 + upto(8);
  op.output = over == 0 ? op.input : over == 1 && op.second_row > 0 ? op.second_input : 2000 + upto(8);
  op.shifts = (int32_t)sizeof constants.words;
  const int32_t half = upto(3); /* 2: both */
  for (int32_t i = 0; i < 3; i++) {
    constants.words[i] = i == half || (i < 2 && half == 2) ? 1 << 30 : (1 << 30) + upto(1 << 30);
    constants.bytes[i] = (int8_t)(i == 2 ? -16 - upto(4) : i == half || half == 2 ? 0 : -1 - upto(8));
  }
  if (op.flags & INT8_GENERAL) constants.bytes[2] = (int8_t)upto(2);

  for (int32_t y = 0; y < op.output_height; y++) {
    for (int32_t x = 0; x < op.output_width; x++) {
      for (int32_t c = 0; c < channels; c++) {
        const int32_t first = before[op.input + y * op.input_row + x * channels + c] + op.input_offset;
        const int32_t second = before[op.second_input + y * op.second_row + x * op.stride_width + c * op.dilation_width] + op.second_offset;
        const int32_t a = int8_requantise(first * (1 << 20), constants.words[0], constants.bytes[0], op.flags);
        const int32_t b = int8_requantise(second * (1 << 20), constants.words[1], constants.bytes[1], op.flags);
        const int32_t both = op.flags & INT8_SUBTRACT ? a - b : a + b;
        wanted[op.output + y * op.output_row + x * channels + c] = int8_finish(&op, both, constants.words[2], constants.bytes[2]);
      }
    }
  }
  int8_add(&op, &memory);
  return op;
}

static int8_op pool(void)
{
  int8_op op = nothing;
  prepare(&op, INT8_CLAMP);
  const int largest = upto(2);
  op.input_height = (int16_t)(1 + upto(24)), op.input_width = (int16_t)(1 + upto(24)), op.input_channels = op.output_channels = (int16_t)(1 + upto(9));
  const int32_t channels = op.input_channels;
  op.kernel_height = (int16_t)(1 + upto(op.input_height)), op.kernel_width = (int16_t)(1 + upto(op.input_width));
  op.stride_height = (int16_t)(1 + upto(3)), op.stride_width = (int16_t)(1 + upto(3));
  op.pad_top = (int16_t)upto(op.kernel_height), op.pad_left = (int16_t)upto(op.kernel_width);
  op.output_height = (int16_t)((op.input_height + op.pad_top - 1) / op.stride_height + 1);
  op.output_width = (int16_t)((op.input_width + op.pad_left - 1) / op.stride_width + 1);
  op.input_row = op.input_width * channels + upto(5);
  op.output_row = op.output_width * channels + upto(5);
  op.input = upto(8);
  op.output = op.input + op.input_height * op.input_row + upto(8);

  for (int32_t y = 0; y < op.output_height; y++) {
    for (int32_t x = 0; x < op.output_width; x++) {
      for (int32_t c = 0; c < channels; c++) {
        int32_t total = 0, count = 0, most = -128;
        for (int32_t place = 0; place < op.kernel_height * op.kernel_width; place++) {
          const int32_t iy = y * op.stride_height - op.pad_top + place / op.kernel_width, ix = x * op.stride_width - op.pad_left + place % op.kernel_width;
          if (iy < 0 || iy >= op.input_height || ix < 0 || ix >= op.input_width) continue;
          const int32_t value = before[op.input + iy * op.input_row + ix * channels + c];
          total += value;
          count++;
          if (value > most) most = value;
        }
        const int32_t mean = (total + (total > 0 ? count / 2 : -(count / 2))) / count;
        wanted[op.output + y * op.output_row + x * channels + c] = (int8_t)clamped(&op, largest ? most : mean);
      }
    }
  }
  if (largest) int8_max_pool2d(&op, &memory);
  else int8_average_pool2d(&op, &memory);
  return op;
}

static void tell(const char *name, const int8_op *op)
{
  const int16_t *fields = (const int16_t *)(const void *)&op->kind;
  write_text(name);
  for (int32_t i = 0; i < 22; i++) {
    char text[8] = { ' ', 0 };
    int32_t at = 1, value = fields[i];
    if (value < 0) text[at++] = '-', value = -value;
    for (int32_t unit = 10000; unit > 0; unit /= 10) if (value >= unit || unit == 1) text[at++] = (char)('0' + value / unit % 10);
    text[at] = 0;
    write_text(text);
  }
  write_text("\n");
}

int main(void)
{
  static int8_op (*const checks[])(void) = { depthwise, sum, pool };
  static const char *const names[] = { "depthwise", "sum", "pool" };
  int wrong = 0;
  for (int32_t round = 0; round < 3 * ROUNDS; round++) {
    const int8_op op = checks[round % 3]();
    if (memcmp(arena, wanted, ARENA_BYTES) == 0) continue;
    tell(names[round % 3], &op);
    wrong = 1;
  }
  return wrong;
}
