/** Every stride-th element from begin on, axis by axis; the same for float and int8. */
import type { Shape, Slice } from '../../net/index.ts';

export function slice({ begin, stride }: Slice, input: ArrayLike<number>, [, w, c]: Shape, output: Float32Array | Int8Array, [oh, ow, oc]: Shape): void {
  for (let y = 0; y < oh; y++) {
    for (let x = 0; x < ow; x++) {
      const from = ((begin[0] + y * stride[0]) * w + begin[1] + x * stride[1]) * c + begin[2];
      for (let i = 0; i < oc; i++) output[(y * ow + x) * oc + i] = input[from + i * stride[2]];
    }
  }
}
