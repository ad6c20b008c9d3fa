/**
 * The C bundle: model, kernels that the network needs, an example with a recorded input, a build file and a README
 * with its memory sum. Nothing in it depends on Thimble or on any library but libc's memcpy and memset (the example
 * prints, the model does not). Same network, same bytes.
 */
import add from '../../kernels/int8/add.c?raw';
import averagePool2d from '../../kernels/int8/average_pool2d.c?raw';
import conv2d from '../../kernels/int8/conv2d.c?raw';
import dense from '../../kernels/int8/dense.c?raw';
import depthwiseConv2d from '../../kernels/int8/depthwise_conv2d.c?raw';
import int8Header from '../../kernels/int8/int8.h?raw';
import maxPool2d from '../../kernels/int8/max_pool2d.c?raw';
import requantise from '../../kernels/int8/requantise.h?raw';
import runner from '../../kernels/int8/runner.c?raw';
import softmax from '../../kernels/int8/softmax.c?raw';
import { InputError, Rng } from '../lib/index.ts';
import type { ArenaPlan } from '../memory/index.ts';
import type { OpKind } from '../net/index.ts';
import { randomInputs, runInt8, type Int8Net } from '../quant/index.ts';
import { lower } from './lower.ts';
import { memorySumOf, opKinds } from './memorySum.ts';
import { modelHeader, modelSource, selftestHeader } from './modelSource.ts';
import { cmakeLists, licenceNotice, readme } from './projectFiles.ts';
import mainSource from './templates/main.c?raw';

export interface BundleMeta {
  /** What the network is for, one line. */
  readonly title: string;
  /** One label per output. */
  readonly classes: readonly string[];
  /** A recorded input for the self-test and where it is from; without it a seeded random one is made. */
  readonly sample?: { readonly input: Int8Array; readonly note: string };
  /** How to make this bundle again, e.g. the link of its recipe. */
  readonly origin?: string;
}

export interface BundleFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface Kernel {
  readonly file: string;
  readonly flag: string;
  readonly source: string;
}

const KERNELS: Readonly<Partial<Record<OpKind, Kernel>>> = {
  conv2d: { file: 'conv2d.c', flag: 'CONV2D', source: conv2d },
  depthwiseConv2d: { file: 'depthwise_conv2d.c', flag: 'DEPTHWISE_CONV2D', source: depthwiseConv2d },
  dense: { file: 'dense.c', flag: 'DENSE', source: dense },
  add: { file: 'add.c', flag: 'ADD', source: add },
  averagePool2d: { file: 'average_pool2d.c', flag: 'AVERAGE_POOL2D', source: averagePool2d },
  maxPool2d: { file: 'max_pool2d.c', flag: 'MAX_POOL2D', source: maxPool2d },
  softmax: { file: 'softmax.c', flag: 'SOFTMAX', source: softmax },
};

/** @throws InputError when labels or the recorded input do not fit the network, or the plan is another's */
export function emitBundle(int8Net: Int8Net, plan: ArenaPlan, meta: BundleMeta): BundleFile[] {
  const { net } = int8Net;
  const lowered = lower(int8Net, plan);
  if (meta.classes.length !== lowered.output.bytes) throw new InputError(`${meta.classes.length} class names for ${lowered.output.bytes} outputs`, meta.title);
  if (lowered.constants.length === 0) throw new InputError('has no layer with weights; there is nothing to export', net.name);
  const sample = meta.sample ?? { input: randomInputs(net, 1, new Rng('selftest')), note: 'A random input' };
  const used = opKinds(net);
  const kernels = used.flatMap((kind) => KERNELS[kind] ?? []);
  const sources = ['model.c', 'kernels/runner.c', ...kernels.map(({ file }) => `kernels/${file}`)];
  return [
    { path: 'README.md', text: readme(int8Net, lowered, memorySumOf(lowered, plan), meta, sources) },
    { path: 'LICENSE', text: licenceNotice },
    { path: 'CMakeLists.txt', text: cmakeLists(sources) },
    { path: 'main.c', text: mainSource },
    { path: 'selftest.h', text: selftestHeader(sample.input, runInt8(int8Net, sample.input), sample.note) },
    { path: 'model.h', text: modelHeader(lowered, meta.title) },
    { path: 'model.c', text: modelSource(lowered, meta.title, meta.classes) },
    { path: 'kernels/int8.h', text: int8Header },
    { path: 'kernels/requantise.h', text: requantise },
    { path: 'kernels/config.h', text: configHeader(used) },
    { path: 'kernels/runner.c', text: runner },
    ...kernels.map(({ file, source }) => ({ path: `kernels/${file}`, text: source })),
  ];
}

const configHeader = (used: readonly OpKind[]): string => `/* The kernels this network needs. */
#ifndef THIMBLE_CONFIG_H
#define THIMBLE_CONFIG_H

${Object.entries(KERNELS).map(([kind, { flag }]) => `#define INT8_USE_${flag} ${used.some((one) => one === kind) ? 1 : 0}`).join('\n')}

#endif
`;
