/**
 * The C sources of kernels/int8 as text, and which of them a plan needs: the files that define its kernels, and
 * whatever headers those include, found by reading them. Those of the audio front end stand among the headers, too.
 */
import audioHeader from '../../kernels/audio/audio.h?raw';
import audioParts from '../../kernels/audio/audio_parts.h?raw';
import add from '../../kernels/int8/add.c?raw';
import averagePool2d from '../../kernels/int8/average_pool2d.c?raw';
import bytes from '../../kernels/int8/bytes.h?raw';
import columns from '../../kernels/int8/columns.h?raw';
import conv2d from '../../kernels/int8/conv2d.c?raw';
import conv2dLean from '../../kernels/int8/conv2d_lean.c?raw';
import copy from '../../kernels/int8/copy.c?raw';
import dense from '../../kernels/int8/dense.c?raw';
import denseDsp from '../../kernels/int8/dense_dsp.h?raw';
import depthwiseConv2d from '../../kernels/int8/depthwise_conv2d.c?raw';
import depthwiseLine from '../../kernels/int8/depthwise_line.h?raw';
import dsp from '../../kernels/int8/dsp.h?raw';
import fill from '../../kernels/int8/fill.c?raw';
import gemm from '../../kernels/int8/gemm.h?raw';
import gemmDsp from '../../kernels/int8/gemm_dsp.h?raw';
import int8Header from '../../kernels/int8/int8.h?raw';
import lookup from '../../kernels/int8/lookup.c?raw';
import maxPool2d from '../../kernels/int8/max_pool2d.c?raw';
import mean from '../../kernels/int8/mean.c?raw';
import mul from '../../kernels/int8/mul.c?raw';
import patches from '../../kernels/int8/patches.c?raw';
import requantiseSource from '../../kernels/int8/requantise.c?raw';
import requantise from '../../kernels/int8/requantise.h?raw';
import resizeNearest from '../../kernels/int8/resize_nearest.c?raw';
import runner from '../../kernels/int8/runner.c?raw';
import softmax from '../../kernels/int8/softmax.c?raw';
import tile from '../../kernels/int8/tile.h?raw';
import windowSums from '../../kernels/int8/window_sums.h?raw';
import { InputError } from '../lib/index.ts';
import { KERNELS, type OpKernel } from './record.ts';
import profileHeader from './templates/profile.h?raw';

const SOURCES: Readonly<Record<string, string>> = {
  'add.c': add,
  'average_pool2d.c': averagePool2d,
  'conv2d.c': conv2d,
  'conv2d_lean.c': conv2dLean,
  'copy.c': copy,
  'dense.c': dense,
  'depthwise_conv2d.c': depthwiseConv2d,
  'fill.c': fill,
  'lookup.c': lookup,
  'max_pool2d.c': maxPool2d,
  'mean.c': mean,
  'mul.c': mul,
  'patches.c': patches,
  'resize_nearest.c': resizeNearest,
  'softmax.c': softmax,
};
const HEADERS: Readonly<Record<string, string>> = {
  'audio.h': audioHeader,
  'audio_parts.h': audioParts,
  'bytes.h': bytes,
  'columns.h': columns,
  'dense_dsp.h': denseDsp,
  'depthwise_line.h': depthwiseLine,
  'dsp.h': dsp,
  'gemm.h': gemm,
  'gemm_dsp.h': gemmDsp,
  'int8.h': int8Header,
  'profile.h': profileHeader,
  'requantise.h': requantise,
  'tile.h': tile,
  'window_sums.h': windowSums,
};

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/**
 * @param more sources that go with them
 * @returns the sources that define these kernels, what all share first, and the headers they need, config.h apart
 */
export function kernelFiles(kernels: readonly OpKernel[], more: readonly SourceFile[] = []): { readonly sources: readonly SourceFile[]; readonly headers: readonly SourceFile[] } {
  const names = new Set(kernels.map(sourceOf));
  const sources = [{ name: 'requantise.c', text: requantiseSource }, { name: 'runner.c', text: runner }, ...[...names].sort().map((name) => ({ name, text: SOURCES[name] })), ...more];
  const wanted = new Set<string>();
  const follow = (text: string): void => {
    for (const [, name] of text.matchAll(/^#include "(\w+\.h)"/gm)) {
      if (wanted.has(name) || HEADERS[name] === undefined) continue;
      wanted.add(name);
      follow(HEADERS[name]);
    }
  };
  for (const { text } of sources) follow(text);
  return { sources, headers: [...wanted].sort().map((name) => ({ name, text: HEADERS[name] })) };
}

/** The file that defines a kernel. */
export function sourceOf(kernel: OpKernel): string {
  const found = Object.keys(SOURCES).find((name) => new RegExp(`^void ${KERNELS[kernel].symbol}\\(`, 'm').test(SOURCES[name]));
  if (found === undefined) throw new InputError(`there is no C source for ${kernel}`, 'kernels');
  return found;
}

/** config.h of a bundle: the kernels that its runner knows. */
export function configHeader(kernels: readonly OpKernel[]): string {
  const entries = kernels.map((kernel) => `  KERNEL(${KERNELS[kernel].symbol.toUpperCase()}, ${KERNELS[kernel].symbol})`);
  return `/* The kernels this network needs. */
#ifndef THIMBLE_CONFIG_H
#define THIMBLE_CONFIG_H

#define INT8_KERNELS(KERNEL) \\
${entries.join(' \\\n')}

#define INT8_LINKAGE

/* #define THIMBLE_PROFILE: here or for the compiler, has every layer timed; see profile.h. */

#endif
`;
}
