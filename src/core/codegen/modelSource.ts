/** model.h, model.c and selftest.h: the lowered network spelled in C. The constants are one struct, so that the op
 * table may name its members by offset and both spellings, C and bytes, have one layout. */
import type { Lowered } from './lower.ts';
import { OP_FIELDS } from './lower.ts';
import { commentText, identifiers, numberList, stringLiteral, wrapped } from './cText.ts';

const KIND_NAMES: Readonly<Record<string, string>> = {
  conv2d: 'INT8_CONV2D',
  depthwiseConv2d: 'INT8_DEPTHWISE_CONV2D',
  dense: 'INT8_DENSE',
  add: 'INT8_ADD',
  averagePool2d: 'INT8_AVERAGE_POOL2D',
  maxPool2d: 'INT8_MAX_POOL2D',
  softmax: 'INT8_SOFTMAX',
};

const CONSTANT_FIELDS = ['weights', 'bias', 'multipliers', 'shifts'] as const;

export function modelHeader(lowered: Lowered, title: string): string {
  return `/* ${commentText(title)}: an int8 neural network made by Thimble. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#define MODEL_ARENA_BYTES ${lowered.arenaBytes}
#define MODEL_INPUT_BYTES ${lowered.input.bytes}
#define MODEL_OUTPUT_BYTES ${lowered.output.bytes}

/* Where input and output lie in the arena, for those who fill and read it in place and call model_run. */
#define MODEL_INPUT_OFFSET ${lowered.input.offset}
#define MODEL_OUTPUT_OFFSET ${lowered.output.offset}

#ifdef __cplusplus
extern "C" {
#endif

extern const char *const model_labels[MODEL_OUTPUT_BYTES];

/* input: MODEL_INPUT_BYTES int8, height x width x channels. output: MODEL_OUTPUT_BYTES int8 scores.
 * arena: MODEL_ARENA_BYTES of the caller's, free for other use between calls. */
void model_invoke(int8_t *arena, const int8_t *input, int8_t *output);

/* The same without copies: the input lies at MODEL_INPUT_OFFSET and is overwritten, the output at MODEL_OUTPUT_OFFSET. */
void model_run(int8_t *arena);

#ifdef __cplusplus
}
#endif

#endif
`;
}

export function modelSource(lowered: Lowered, title: string, labels: readonly string[]): string {
  const names = identifiers(lowered.ops.map(({ node }) => node.name));
  const field = (node: string, role: string): string => `${names.get(node)}_${role}`;
  const typeOf = (values: Int8Array | Int32Array): string => (values instanceof Int32Array ? 'int32_t' : 'int8_t');
  const members = lowered.constants.map(({ node, role, values }) => `  ${typeOf(values)} ${field(node, role)}[${values.length}];`);
  const values = lowered.constants.map(({ node, role, values: list }) => `  .${field(node, role)} = {\n${numberList(list, '    ')}\n  },`);
  const stored = new Set(lowered.constants.map(({ node, role }) => field(node, role)));
  const records = lowered.ops.map(({ node, fields }) => {
    const entries = OP_FIELDS.map((name) => {
      if (name === 'kind') return `.kind = ${KIND_NAMES[node.kind]}`;
      const role = CONSTANT_FIELDS.find((candidate) => candidate === name);
      if (role !== undefined && stored.has(field(node.name, role))) return `.${name} = AT(${field(node.name, role)})`;
      return `.${name} = ${fields[name]}`;
    });
    return `  { /* ${commentText(node.name)} */\n${wrapped(entries, '    ', ', ')} },`;
  });
  return `/* ${commentText(title)}: weights and plan. Made by Thimble; do not edit. */
#include "model.h"

#include "kernels/int8.h"

#include <stddef.h>
#include <string.h>

const char *const model_labels[MODEL_OUTPUT_BYTES] = {
${wrapped(labels.map(stringLiteral), '  ', ', ')}
};

struct constants {
${members.join('\n')}
};

static const struct constants constants = {
${values.join('\n')}
};

#define AT(member) (int32_t)offsetof(struct constants, member)

static const int8_op ops[${lowered.ops.length}] = {
${records.join('\n')}
};

void model_run(int8_t *arena)
{
  int8_run(ops, ${lowered.ops.length}, &constants, arena, 0);
}

void model_invoke(int8_t *arena, const int8_t *input, int8_t *output)
{
  memcpy(arena + MODEL_INPUT_OFFSET, input, MODEL_INPUT_BYTES);
  model_run(arena);
  memcpy(output, arena + MODEL_OUTPUT_OFFSET, MODEL_OUTPUT_BYTES);
}
`;
}

export function selftestHeader(input: Int8Array, output: Int8Array, note: string): string {
  return `/* ${commentText(note)}, and what Thimble's int8 executor makes of it. */
#ifndef SELFTEST_H
#define SELFTEST_H

#include "model.h"

static const int8_t selftest_input[MODEL_INPUT_BYTES] = {
${numberList(input, '  ')}
};

static const int8_t selftest_output[MODEL_OUTPUT_BYTES] = {
${numberList(output, '  ')}
};

#endif
`;
}
