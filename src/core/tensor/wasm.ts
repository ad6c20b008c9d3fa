/**
 * The training core: kernels of src/kernels/float in their own linear memory. The module imports nothing, so the
 * same bytes load in a page, a worker and Node; the bytes are handed in, since core knows no files.
 */
import { InputError } from '../lib/index.ts';
import type { Address, Backend, Kernels } from './backend.ts';
import { FLOAT_BYTES } from './backend.ts';
import { Pool } from './pool.ts';

const PAGE_BYTES = 65536;
const MOST_PAGES = 65536;
const MIB = 1024 * 1024;

interface TrainExports extends Kernels {
  readonly memory: WebAssembly.Memory;
  readonly __heap_base: { readonly value: number };
}

/**
 * @param wasmBytes contents of kernels/train.wasm
 * @throws InputError when they are no such module
 */
export async function loadBackend(wasmBytes: Uint8Array): Promise<Backend> {
  const { exports } = await instantiate(wasmBytes);
  if (!('gemm' in exports)) throw new InputError('the module has no training kernels; kernels/train.wasm is expected', 'train.wasm');
  const core = exports as unknown as TrainExports;
  const pool = new Pool(core.__heap_base.value);
  let buffer = core.memory.buffer;
  return {
    name: 'wasm',
    kernels: core,
    alloc(count) {
      const at = pool.take(count * FLOAT_BYTES);
      const missing = at + count * FLOAT_BYTES - core.memory.buffer.byteLength;
      if (missing > 0 && !grow(core.memory, missing)) {
        pool.give(at);
        throw new InputError(`${Math.ceil((count * FLOAT_BYTES) / MIB)} MiB more are not to be had here (WebAssembly ends at 4096 MiB); a smaller shard, batch or network needs less`, 'training memory');
      }
      buffer = core.memory.buffer;
      new Float32Array(buffer, at, count).fill(0);
      return at;
    },
    free: (at: Address) => pool.give(at),
    floats: (at, count) => new Float32Array(buffer, at, count),
  };
}

/** False where the engine has no such room. */
function grow(memory: WebAssembly.Memory, bytes: number): boolean {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  if (pages > MOST_PAGES) return false;
  try {
    memory.grow(pages);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

async function instantiate(bytes: Uint8Array): Promise<WebAssembly.Instance> {
  try {
    return await WebAssembly.instantiate(await WebAssembly.compile(bytes));
  } catch (cause) {
    throw new InputError(`not a WebAssembly module with SIMD that this engine takes (${String(cause)})`, 'train.wasm');
  }
}
