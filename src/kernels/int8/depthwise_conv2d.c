/* Depthwise convolution, channel by channel through a ring of lines: each input line of a channel is copied once, as
 * 16-bit values with its padding, into the slot of a line that is needed no more; an output line is written as soon as
 * its window is in the ring. So the output may take the input's own place, for one tensor and a few lines of a channel
 * instead of two tensors (MCUNet, section 3.2, keeps a whole channel). Lines run along the longer axis where the places
 * allow it. The channel's weights are spread out once and stand there twice, so that a ring that has turned is met by
 * starting later in the weights.
 * scratch: 16 * pairs * kernel bytes of weights, then kernel * dilation lines of 2 * (stride * (outputs - 4) +
 * 2 * (3 * stride / 2 + pairs)) bytes; pairs = (taps + 2) / 2 for a kernel that spans `taps` places of a line, outputs
 * of a line rounded up to fours. INT8_REVERSE means nothing here. */
#include "depthwise_line.h"

/* One of the two axes of the plane: extents, window, and bytes from place to place. */
typedef struct {
  int32_t input, output, kernel, stride, dilation, pad, input_step, output_step, weight_step;
} axis;

/* Words at an aligned place. */
INT8_OUT_OF_LINE static void fill(void *place, int32_t count, int32_t value)
{
  for (two_values *to = place; count > 0; count--) *to++ = value;
}

static void start_channel(channel_job *job, const int8_memory *memory, int32_t channel)
{
  const int8_op *op = job->op;
  const int32_t shift = int8_bytes(memory, op->shifts)[channel];
  job->bias = int8_words(memory, op->bias)[channel] * (1 << job->doubled);
  job->mantissa = int8_words(memory, op->multipliers)[channel];
  job->any_shift = shift;
  job->short_way = !(op->flags & (INT8_GENERAL | INT8_SINGLE_ROUNDING));
  job->shift = shift < 0 ? -shift : 1; /* a shift of 0 comes with a mantissa of 0 */
  job->zero = (int32_t)((uint32_t)(2 * op->output_offset + 1) << (job->shift - 1));
}

static void load_line(const axis *along, const int8_t *from, int16_t *line, int32_t values)
{
  const int32_t columns = along->input < values - along->pad ? along->input : values - along->pad;
  gather(from, along->input_step, columns, line + along->pad);
}

/* Through the whole plane of one channel. weights: of its first line, as spread; values: of a line. */
INT8_OUT_OF_LINE static void run_channel(const channel_job *job, const axis *along, const axis *across, const two_values *weights, int16_t *ring, int32_t values, const int8_t *from, int8_t *to)
{
  const int32_t lines = across->kernel * across->dilation;
  int16_t *slot = ring; /* where line y goes once it is loaded */
  int32_t first = 0;    /* slot of the first line of the window */
  int32_t y = -across->pad;
  int32_t needed = y + lines - across->dilation + 1;
  for (int32_t o = across->output; o > 0; o--) {
    for (; y < needed; y++) {
      if (y < 0 || y >= across->input) {
        fill(slot, values / 2, job->padding);
      } else {
        load_line(along, from, slot, values);
        from += across->input_step;
      }
      slot += values;
      if (slot == ring + lines * values) slot = ring;
    }
    needed += across->stride;
    int32_t turned = first, phase = 0;
    if (across->dilation > 1) {
      turned = first / across->dilation;
      phase = first % across->dilation;
    }
    write_line(job, (const int8_t *)(ring + phase * values), weights + (across->kernel - turned) * 2 * job->pairs, to);
    if (job->op->flags & INT8_CLAMP) int8_clamp(job->op, to, job->outputs, job->output_step);
    to += across->output_step;
    for (first += across->stride; first >= lines;) first -= lines;
  }
}

void int8_depthwise_conv2d(const int8_op *op, const int8_memory *memory)
{
  const int32_t channels = op->output_channels;
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const axis columns = { op->input_width, op->output_width, op->kernel_width, op->stride_width, op->dilation_width, op->pad_left, op->input_channels, channels, channels };
  const axis rows = { op->input_height, op->output_height, op->kernel_height, op->stride_height, op->dilation_height, op->pad_top, op->input_row, op->output_row, channels * op->kernel_width };
  const int same = input == output && rows.input_step == rows.output_step && columns.input == columns.output && rows.input == rows.output;
  const int apart = output + rows.output * rows.output_step <= input || input + rows.input * rows.input_step <= output;
  const int turned = rows.output > columns.output && (same || apart);
  const axis *const along = turned ? &rows : &columns;
  const axis *const across = turned ? &columns : &rows;

  channel_job job;
  job.op = op;
  job.doubled = INT8_DSP && !(op->flags & INT8_GENERAL);
  job.kernel = across->kernel;
  job.dilation = along->dilation;
  job.taps = (along->kernel - 1) * along->dilation + 1;
  job.pairs = (job.taps + 2) >> 1;
  job.stride = along->stride;
  job.outputs = along->output;
  job.output_step = along->output_step;
  job.padding = (int32_t)(((uint32_t)-op->input_offset & 0xffffu) * 0x10001u);
  const int32_t values = along->stride * (((along->output + 3) & ~3) - 4) + 2 * ((3 * along->stride >> 1) + job.pairs);
  job.line_bytes = 2 * values * across->dilation;
  job.skip = job.line_bytes - 4 * job.pairs;

  two_values *weights = (two_values *)(void *)(memory->arena + op->scratch);
  int16_t *ring = (int16_t *)(weights + 4 * job.pairs * across->kernel);
  fill(weights, 4 * job.pairs * across->kernel, 0);
  fill(ring, across->kernel * across->dilation * values / 2, job.padding);

  for (int32_t channel = 0, of_input = 0; channel < channels; channel++) {
    const int8_t *weight = int8_bytes(memory, op->weights) + channel;
    for (int32_t k = 0; k < across->kernel; k++) spread_line(&job, weight + k * across->weight_step, along->weight_step, weights + k * 2 * job.pairs);
    start_channel(&job, memory, channel);
    run_channel(&job, along, across, weights, ring, values, input, output + channel);
    if (++of_input == op->multiplier) {
      of_input = 0;
      input++;
    }
  }
}
