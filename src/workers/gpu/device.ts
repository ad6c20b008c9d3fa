/**
 * The graphics processor a browser offers: WebGPU where there is one, else WebGL if it keeps single precision. Fetched
 * only when a person asks for it, each backend as a file of its own.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { findSpace } from '../../core/space/index.ts';
import { networksOf } from '../../core/train/index.ts';
import type { CrewSetup, GpuCrew } from '../../engine/index.ts';
import { createGpuCrew } from './crew.ts';

interface Kind {
  readonly name: string;
  readonly backend: string;
  readonly load: () => Promise<unknown>;
  /** Once it is running. */
  readonly precise: () => boolean;
}

const KINDS: readonly Kind[] = [
  { name: 'WebGPU', backend: 'webgpu', load: () => import('@tensorflow/tfjs-backend-webgpu'), precise: () => true },
  { name: 'WebGL', backend: 'webgl', load: () => import('@tensorflow/tfjs-backend-webgl'), precise: () => tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') },
];

/** Whether that kind is now what runs. The library says by a warning on the console why it does not. */
async function start({ backend, load, precise }: Kind): Promise<boolean> {
  if (backend === 'webgpu' && !(await adapterHere())) return false;
  await load();
  if (tf.findBackendFactory(backend) === null || !(await tf.setBackend(backend))) return false;
  await tf.ready();
  return precise();
}

/** A browser may have WebGPU and no hardware for it. */
async function adapterHere(): Promise<boolean> {
  return 'gpu' in navigator && (await navigator.gpu.requestAdapter()) !== null;
}

/** @returns null where there is neither */
export async function openGpuCrew({ space, recipe }: CrewSetup, breathe: () => Promise<void>): Promise<GpuCrew | null> {
  for (const kind of KINDS) {
    if (await start(kind)) return { name: kind.name, crew: createGpuCrew(networksOf(findSpace(space), recipe), recipe, breathe) };
  }
  return null;
}
