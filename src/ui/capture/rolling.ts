/** The newest stretch of a stream of samples, whatever the size of the blocks it comes in. */
export interface Rolling {
  push(block: Float32Array): void;
  /** The last `length` samples, oldest first; null until there are so many. */
  latest(): Float32Array | null;
}

export function createRolling(length: number): Rolling {
  const ring = new Float32Array(length);
  let at = 0;
  let heard = 0;
  return {
    push(block) {
      const part = block.subarray(Math.max(0, block.length - length));
      const first = part.subarray(0, length - at);
      ring.set(first, at);
      ring.set(part.subarray(first.length), 0);
      at = (at + part.length) % length;
      heard = Math.min(length, heard + block.length);
    },
    latest() {
      if (heard < length) return null;
      const out = new Float32Array(length);
      out.set(ring.subarray(at), 0);
      out.set(ring.subarray(0, at), length - at);
      return out;
    },
  };
}
