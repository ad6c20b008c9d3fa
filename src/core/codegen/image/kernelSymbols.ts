/** Which C functions a plan needs: the linker's roots beside the start-up. */
import { InputError } from '../../lib/index.ts';
import { KERNELS, OP_BYTES, WIDE_FIELDS } from '../record.ts';

const KIND_OFFSET = 4 * WIDE_FIELDS.length;

/** @returns the kernels that these op records need, each once, in order of kind */
export function kernelsOf(ops: Uint8Array): readonly string[] {
  const view = new DataView(ops.buffer, ops.byteOffset, ops.byteLength);
  const kinds = new Set(Array.from({ length: Math.floor(ops.length / OP_BYTES) }, (_, i) => view.getInt16(OP_BYTES * i + KIND_OFFSET, true)));
  return [...kinds].sort((a, b) => a - b).map((kind) => {
    const kernel = Object.values(KERNELS).find(({ code }) => code === kind);
    if (kernel === undefined) throw new InputError(`there is no kernel for ops of kind ${kind}`, 'plan');
    return kernel.symbol;
  });
}
