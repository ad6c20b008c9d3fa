/**
 * The C bundle: model, kernels that the network needs, an example with a recorded input, and what one of four kinds of
 * project wants round them. Nothing in it depends on Thimble or on any library but libc's memcpy and memset (the
 * example prints, the model does not). Same network, same bytes.
 */
import { InputError, Rng } from '../lib/index.ts';
import type { ArenaPlan } from '../memory/index.ts';
import { randomInputs, runInt8, type Int8Net } from '../quant/index.ts';
import { AUDIO_SOURCES, listens } from './audioSources.ts';
import { configHeader, kernelFiles } from './kernelSources.ts';
import { lower } from './lower.ts';
import { kernelsUsed, memorySumOf } from './memorySum.ts';
import { labelsHeader, modelHeader, modelSource, selftestHeader } from './modelSource.ts';
import { licenceNotice, readme } from './projectFiles.ts';
import { layouts, type BundleLayout } from './layouts.ts';
import { layersHeader } from './profileNames.ts';
import profileSource from './templates/profile.c?raw';

export interface BundleMeta {
  /** What the network is for, one line. */
  readonly title: string;
  /** One label per value of the first output. */
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

export interface BundleOptions {
  /** Default `cmake`. */
  readonly layout?: BundleLayout;
}

/** @throws InputError when labels or the recorded input do not fit the network, or the plan is another's */
export function emitBundle(int8Net: Int8Net, plan: ArenaPlan, meta: BundleMeta, { layout = 'cmake' }: BundleOptions = {}): BundleFile[] {
  const { net } = int8Net;
  const lowered = lower(int8Net, plan);
  if (meta.classes.length !== lowered.outputs[0].bytes) throw new InputError(`${meta.classes.length} class names for ${lowered.outputs[0].bytes} outputs`, meta.title);
  const sample = meta.sample ?? { input: randomInputs(net, 1, new Rng('selftest')), note: 'A random input' };
  const used = kernelsUsed(lowered);
  const kernels = kernelFiles(used, listens(int8Net) ? AUDIO_SOURCES : []);
  const sum = memorySumOf(int8Net, lowered, plan);
  const project = layouts[layout];
  const sources = ['model.c', 'profile.c', ...kernels.sources.map(({ name }) => `kernels/${name}`)].map((path) => project.library + path);
  const library: readonly BundleFile[] = [
    { path: 'selftest.h', text: selftestHeader(sample.input, runInt8(int8Net, sample.input), sample.note) },
    { path: 'model.h', text: modelHeader(lowered, sum, meta.title) },
    { path: 'labels.h', text: labelsHeader(meta.classes) },
    { path: 'model.c', text: modelSource(lowered, meta.title) },
    { path: 'layers.h', text: layersHeader(net, lowered, plan) },
    { path: 'profile.c', text: profileSource },
    ...kernels.headers.map(({ name, text }) => ({ path: `kernels/${name}`, text })),
    { path: 'kernels/config.h', text: configHeader(used) },
    ...kernels.sources.map(({ name, text }) => ({ path: `kernels/${name}`, text })),
  ];
  return [
    { path: 'README.md', text: readme(int8Net, lowered, sum, meta, sources, project.usage) },
    { path: 'LICENSE', text: licenceNotice },
    ...project.files(sources, meta),
    ...library.map(({ path, text }) => ({ path: project.library + path, text })),
  ];
}
