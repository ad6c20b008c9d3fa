/** What stands round the C code in words: CMake's build file, licence notice, README with the memory sum. */
import type { QuantParams } from '../data/index.ts';
import { kib } from '../lib/index.ts';
import type { TensorId } from '../net/index.ts';
import type { Int8Net } from '../quant/index.ts';
import { audioReadme, listens } from './audioSources.ts';
import type { BundleMeta } from './bundle.ts';
import type { Lowered } from './lower.ts';
import { isExternal } from './modelSource.ts';
import type { MemorySum } from './memorySum.ts';

export const cmakeLists = (sources: readonly string[]): string => `cmake_minimum_required(VERSION 3.13)
project(thimble_model C)

option(MODEL_WARNINGS_AS_ERRORS "Stop at the first warning" ON)
option(THIMBLE_PROFILE "Time every layer; see kernels/profile.h" OFF)

# Alone it is built with its example; a project that adds it by add_subdirectory links the library "model".
if(CMAKE_SOURCE_DIR STREQUAL CMAKE_CURRENT_SOURCE_DIR)
  set(alone ON)
endif()

if(alone AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

add_library(model STATIC
  ${sources.join('\n  ')})
target_include_directories(model PUBLIC \${CMAKE_CURRENT_SOURCE_DIR})
if(THIMBLE_PROFILE)
  target_compile_definitions(model PUBLIC THIMBLE_PROFILE)
endif()
set(targets model)

# The example needs a screen and files; a firmware links the library alone.
if(alone AND NOT CMAKE_CROSSCOMPILING)
  add_executable(example main.c)
  target_link_libraries(example PRIVATE model)
  list(APPEND targets example)
  enable_testing()
  add_test(NAME selftest COMMAND example)
endif()

foreach(target \${targets})
  set_target_properties(\${target} PROPERTIES C_STANDARD 99 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
  if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(\${target} PRIVATE -Wall -Wextra $<$<BOOL:\${MODEL_WARNINGS_AS_ERRORS}>:-Werror> $<$<CONFIG:Release>:-O2>)
  endif()
endforeach()
`;

export const licenceNotice = `The kernels, the runner and the example are part of Thimble. Copyright the Thimble authors.

Licensed under the Apache License, Version 2.0 (the "License"); you may not use these files except in compliance with
the License. You may obtain a copy of the License at

    https://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an
"AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific
language governing permissions and limitations under the License.

SPDX-License-Identifier: Apache-2.0

The weights in model.c are yours, as is the data they were trained on.
`;

const affine = ({ scale, zeroPoint }: QuantParams): string => `real = (q ${zeroPoint < 0 ? '+' : '-'} ${Math.abs(zeroPoint)}) * ${scale}`;
/** Text in one line that cannot leave its table cell or span. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').replace(/[|`<>]/g, ' ').trim();

/** One line per tensor at an end of the network. */
function ends({ net, tensors }: Int8Net, ids: readonly TensorId[], what: string): string {
  return ids.map((id) => {
    const { name, shape } = net.tensors[id];
    return `- ${what}${ids.length > 1 ? ` ${oneLine(name)}` : ''}: ${shape.join(' x ')} (height x width x channels) = ${shape[0] * shape[1] * shape[2]} int8; ${affine(tensors[id])}`;
  }).join('\n');
}

/** @param usage how this kind of project is built, Markdown */
export function readme(int8Net: Int8Net, lowered: Lowered, { flash, ram, arena, layers, macs }: MemorySum, meta: BundleMeta, sources: readonly string[], usage: string): string {
  const { net } = int8Net;
  const external = isExternal(lowered);
  const rows = layers.map((layer, i) => `| ${i + 1} | ${oneLine(layer.name)} | ${layer.op} | ${net.tensors[net.nodes[i].output].shape.join(' x ')} | ${layer.weights} | ${layer.bias} | ${layer.multipliers + layer.shifts} |`);
  return `# ${oneLine(meta.title)}

An int8 neural network as C99, made by Thimble. It needs no library but libc's memcpy and memset and allocates nothing.
(Compilers for cores without 64-bit multiplication or division, such as Cortex-M0+, add helpers of their own.)

## Build and try
${usage}

In firmware, compile
${sources.map((source) => `\`${source}\``).join(', ')}
and call
\`\`\`c
static int32_t arena[(MODEL_ARENA_BYTES + 3) / 4]; /* of words: the kernels want it aligned */
model_invoke((int8_t *)arena, input, output);
\`\`\`

## Input and output
${ends(int8Net, net.inputs, 'input')}
${ends(int8Net, net.outputs, 'output')}
- classes of the ${net.outputs.length > 1 ? 'first ' : ''}output: ${meta.classes.map(oneLine).join(', ')}

One inference is ${macs} multiply-accumulates.
${listens(int8Net) ? audioReadme : ''}
## How long does it take on your board?
Define \`THIMBLE_PROFILE\` for the whole library and call \`profile_print\` after an inference: it hands over one line per
layer with the cycles that the board itself counted (\`kernels/profile.h\`). Open what it printed in Thimble, under
"Measured on a board" of the step that simulates, or give it to \`thimble simulate --measured FILE\`.

## Memory
Constants, table and arena are exact; code and stack are estimated (arm-none-eabi-gcc 12.2, -O2, Cortex-M4).

| flash | bytes |
|---|---|
| weights | ${flash.weights} |
| bias | ${flash.bias} |
| multipliers and shifts | ${flash.scales} |
| tables of lookups, resizes and patches | ${flash.tables} |
| op table (${lowered.ops.length} ops) | ${flash.opTable} |
| alignment | ${flash.alignment} |
| kernel code (estimated) | ${flash.code} |
| **sum** | **${flash.total}** (${kib(flash.total)}) |

| RAM | bytes |
|---|---|
| arena, ${external ? 'output included, the input in your own buffer' : 'input and output included'} (MODEL_ARENA_BYTES) | ${ram.arena} |
| stack (estimated) | ${ram.stack} |
| **sum** | **${ram.total}** (${kib(ram.total)}) |

Your own input and output buffers come on top, unless you fill and read the arena in place (\`model_run\`).
The arena is full at step ${arena.step + 1}, ${oneLine(arena.name)}:

| alive | bytes |
|---|---|
${arena.parts.map(({ name, bytes }) => `| ${oneLine(name)} | ${bytes} |`).join('\n')}
${arena.unused === 0 ? '' : `| unused, the plan could not pack closer | ${arena.unused} |\n`}| **sum** | **${ram.arena}** |

| # | layer | op | output | weights | bias | multipliers and shifts |
|---|---|---|---|---|---|---|
${rows.join('\n')}
| | sum | | | ${flash.weights} | ${flash.bias} | ${flash.scales} |
${meta.origin === undefined ? '' : `\n## Made from\n${oneLine(meta.origin)}\n`}`;
}
