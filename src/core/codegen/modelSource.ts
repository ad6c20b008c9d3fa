/**
 * model.h, model.c and selftest.h: the lowered network spelled in C. The constants are one struct, so that the op table
 * may name its members by offset and both spellings, C and bytes, have one layout.
 */
import { commentText, identifiers, numberList, stringLiteral, wrapped } from './cText.ts';
import type { Constant, ConstantValues } from './constantPool.ts';
import type { Lowered, Place } from './lower.ts';
import type { MemorySum } from './memorySum.ts';
import { KERNELS, OP_FIELDS } from './record.ts';

const totalBytes = (places: readonly Place[]): number => places.reduce((sum, { bytes }) => sum + bytes, 0);
export const isExternal = ({ inputs }: Lowered): boolean => inputs.some(({ offset }) => offset < 0);

/** Flash, SRAM and work as sums, each in a line of a comment. */
function sums({ flash, ram, macs }: MemorySum): string {
  return ` * Flash: weights ${flash.weights} + bias ${flash.bias} + multipliers and shifts ${flash.scales} + tables ${flash.tables} + ops ${flash.opTable}
 *   + alignment ${flash.alignment} + code ${flash.code} (estimated, Cortex-M4 -O2) = ${flash.total} bytes.
 * SRAM: arena ${ram.arena} + stack ${ram.stack} (estimated) = ${ram.total} bytes.
 * Work: ${macs} multiply-accumulates per inference.`;
}

/** Where one tensor lies, or where each of several does. */
function placeMacros(what: 'INPUT' | 'OUTPUT', places: readonly Place[]): string {
  if (places.length === 1) return `#define MODEL_${what}_OFFSET ${places[0].offset}`;
  const numbers = places.map(({ offset, bytes }, i) => `#define MODEL_${what}_${i}_OFFSET ${offset}\n#define MODEL_${what}_${i}_BYTES ${bytes}`);
  return `#define MODEL_${what}S ${places.length}\n${numbers.join('\n')}`;
}

export function modelHeader(lowered: Lowered, sum: MemorySum, title: string): string {
  const external = isExternal(lowered);
  const several = lowered.inputs.length > 1 || lowered.outputs.length > 1 ? '\n * Several inputs (outputs) follow one another in these buffers.' : '';
  return `/* ${commentText(title)}: an int8 neural network made by Thimble.
${sums(sum)} */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#define MODEL_ARENA_BYTES ${lowered.arenaBytes}
#define MODEL_INPUT_BYTES ${totalBytes(lowered.inputs)}
#define MODEL_OUTPUT_BYTES ${totalBytes(lowered.outputs)}
#define MODEL_LABELS ${lowered.outputs[0].bytes}

/* Where ${external ? 'the output lies' : 'input and output lie'} in the arena, for those who ${external ? 'read it' : 'fill and read it'} in place and call model_run. */
${external ? '' : `${placeMacros('INPUT', lowered.inputs)}\n`}${placeMacros('OUTPUT', lowered.outputs)}

#ifdef __cplusplus
extern "C" {
#endif

/* input: MODEL_INPUT_BYTES int8, height x width x channels. output: MODEL_OUTPUT_BYTES int8 scores.
 * arena: MODEL_ARENA_BYTES of the caller's, free for other use between calls, aligned to 4 bytes.${several} */
void model_invoke(int8_t *arena, const int8_t *input, int8_t *output);

${external
  ? `/* The same, the output left in the arena. The input is read where it is, not copied. */
void model_run(int8_t *arena, const int8_t *input);`
  : `/* The same without copies: the input lies at MODEL_INPUT_OFFSET and is overwritten, the output at MODEL_OUTPUT_OFFSET. */
void model_run(int8_t *arena);`}

#ifdef __cplusplus
}
#endif

#endif
`;
}

const typeOf = (values: ConstantValues): string => `int${8 * values.BYTES_PER_ELEMENT}_t`;

/** A struct member, with room before it where the layout has some that C would not leave by itself. */
function member({ values, offset }: Constant, i: number, name: string | undefined, end: number): string {
  const gap = offset - Math.ceil(end / values.BYTES_PER_ELEMENT) * values.BYTES_PER_ELEMENT;
  return `${gap > 0 ? `  int8_t gap_${i}[${gap}];\n` : ''}  ${typeOf(values)} ${name}[${values.length}];\n`;
}

/** A C identifier for every constant, by its offset. */
function memberNames(constants: readonly Constant[]): Map<number, string | undefined> {
  const seen = new Set<string>();
  const texts = constants.map(({ node, role }, i) => {
    const text = seen.has(`${node} ${role}`) ? `${node} ${role} ${i}` : `${node} ${role}`;
    seen.add(text);
    return text;
  });
  const names = identifiers(texts);
  return new Map(constants.map(({ offset }, i) => [offset, names.get(texts[i])]));
}

/** Copies between the caller's buffers and the arena, tensor after tensor. */
function copies(places: readonly Place[], copy: (arena: string, caller: number, bytes: number) => string): string {
  let at = 0;
  return places.map(({ offset, bytes }) => {
    at += bytes;
    return `  ${copy(`arena + ${offset}`, at - bytes, bytes)}`;
  }).join('\n');
}

/** Names of the classes, for programs that show them: apart, so that firmware without a screen does not carry them. */
export const labelsHeader = (labels: readonly string[]): string => `/* What the first output's values stand for. */
#ifndef LABELS_H
#define LABELS_H

#include "model.h"

static const char *const model_labels[MODEL_LABELS] = {
${wrapped(labels.map(stringLiteral), '  ', ', ')}
};

#endif
`;

/** A piece of model.c and the nodes it is about; none where it is about all. */
export interface SourcePart {
  readonly text: string;
  readonly nodes: readonly string[];
}

/** Names of the nodes whose records point at each constant, by its offset. */
function usersOf({ ops }: Lowered): ReadonlyMap<number, readonly string[]> {
  const users = new Map<number, string[]>();
  for (const { node, fields, constants } of ops) {
    for (const field of constants) {
      const known = users.get(fields[field]) ?? [];
      if (!known.includes(node.name)) users.set(fields[field], [...known, node.name]);
    }
  }
  return users;
}

/** The numbers of a constant; of a long one only the first, where that is asked for. */
function numbers(values: ConstantValues, most: number): string {
  const list = numberList(values.subarray(0, most), '    ');
  return values.length > most ? `${list},\n    /* and ${values.length - most} more */` : list;
}

/**
 * model.c piece by piece, in its order, so that each line can be shown beside the layer it belongs to.
 * @param most numbers to write of each constant; the file itself has all
 */
export function modelSourceParts(lowered: Lowered, title: string, most = Infinity): SourcePart[] {
  const { ops, inputs, outputs } = lowered;
  const constants: readonly Constant[] = lowered.constants.length > 0 ? lowered.constants : [{ node: 'none', role: 'weights', values: new Int8Array(4), offset: 0 }];
  const at = memberNames(constants);
  const users = usersOf(lowered);
  const shared = (text: string): SourcePart => ({ text, nodes: [] });
  const about = ({ offset }: Constant, text: string): SourcePart => ({ text, nodes: users.get(offset) ?? [] });
  const ends = constants.map(({ offset, values }) => offset + values.byteLength);
  const records = ops.map(({ node, kernel, fields, constants: placed }): SourcePart => {
    const entries = OP_FIELDS.map((name) => {
      if (name === 'kind') return `.kind = ${KERNELS[kernel].symbol.toUpperCase()}`;
      return placed.includes(name) ? `.${name} = AT(${at.get(fields[name])})` : `.${name} = ${fields[name]}`;
    });
    return { text: `  { /* ${commentText(node.name)} */\n${wrapped(entries, '    ', ', ')} },\n`, nodes: [node.name] };
  });
  const external = isExternal(lowered);
  return [
    shared(`/* ${commentText(title)}: weights and plan. Made by Thimble; do not edit. */
#include "model.h"

#include "kernels/int8.h"

#include <stddef.h>
#include <string.h>

struct constants {
`),
    ...constants.map((constant, i) => about(constant, member(constant, i, at.get(constant.offset), i === 0 ? 0 : ends[i - 1]))),
    shared(`};

static const struct constants constants = {
`),
    ...constants.map((constant) => about(constant, `  .${at.get(constant.offset)} = {\n${numbers(constant.values, most)}\n  },\n`)),
    shared(`};

#define AT(member) (int32_t)offsetof(struct constants, member)

static const int8_op ops[${ops.length}] = {
`),
    ...records,
    shared(`};

void model_run(int8_t *arena${external ? ', const int8_t *input' : ''})
{
  int8_run(ops, ${ops.length}, &constants, arena, ${external ? 'input' : '0'});
}

void model_invoke(int8_t *arena, const int8_t *input, int8_t *output)
{
${external ? '' : `${copies(inputs, (arena, caller, bytes) => `memcpy(${arena}, input + ${caller}, ${bytes});`)}\n`}  model_run(arena${external ? ', input' : ''});
${copies(outputs, (arena, caller, bytes) => `memcpy(output + ${caller}, ${arena}, ${bytes});`)}
}
`),
  ];
}

export const modelSource = (lowered: Lowered, title: string): string => modelSourceParts(lowered, title).map(({ text }) => text).join('');

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
