/** Tensors one after another along an axis; the same for float and int8, whose parameters agree. */
import { elements, type Concat, type Shape } from '../../net/index.ts';

/** Whatever lies before the axis is gone through once; each input gives the run that lies behind. */
export function concat({ axis }: Concat, inputs: readonly (Float32Array | Int8Array)[], output: Float32Array | Int8Array, outputShape: Shape): void {
  const turns = elements([1, 1, 1].map((one, i) => (i < axis ? outputShape[i] : one)) as [number, number, number]);
  let at = 0;
  for (let turn = 0; turn < turns; turn++) {
    for (const input of inputs) {
      const run = input.length / turns;
      output.set(input.subarray(turn * run, (turn + 1) * run), at);
      at += run;
    }
  }
}
