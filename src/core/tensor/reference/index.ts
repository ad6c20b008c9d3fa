/**
 * The readable core: slow, in double precision, one definition per kernel. It is the oracle of the wasm core and
 * stays in the tree; nothing trains on it but tests.
 */
import type { Backend } from '../backend.ts';
import { batchNormKernels } from './batchNorm.ts';
import { depthwiseKernels } from './depthwise.ts';
import { matrixKernels } from './matrix.ts';
import { ReferenceMemory } from './memory.ts';
import { simpleKernels } from './simple.ts';

export function referenceBackend(): Backend {
  const memory = new ReferenceMemory();
  return {
    name: 'reference',
    kernels: { ...matrixKernels(memory), ...depthwiseKernels(memory), ...batchNormKernels(memory), ...simpleKernels(memory) },
    alloc: (count) => memory.alloc(count),
    free: (address) => memory.free(address),
    floats: (address, count) => memory.floats(address, count),
  };
}
