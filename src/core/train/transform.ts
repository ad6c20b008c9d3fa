/**
 * Smaller kernels as once-for-all has them (arXiv 1908.09791, section 3.3): the 5x5 window of a depthwise layer is the
 * centre of its 7x7 times a trained 25 x 25 matrix, the 3x3 the centre of that 5x5 times a 9 x 9 one, the same matrix
 * for all channels, the identity to begin with. The windows that come of it lie among the supernet's values like
 * weights of their own, so that kernels, workers and folding know nothing of matrices: they are derived anew after each
 * change, and what a step says about them is handed back to the large window and the matrices.
 */
import type { Entry, Layout, Smaller } from './layout.ts';

type Numbers = { [index: number]: number };

/** Window and matrix from which a smaller window comes, in the order in which they are derived. */
function* links(layout: Layout): Generator<{ readonly entry: Entry; readonly from: { readonly kernel: number; readonly window: number }; readonly to: Smaller }> {
  for (const entry of layout.entries.values()) {
    let from = { kernel: entry.kernel, window: entry.weights };
    for (const to of entry.smaller) {
      yield { entry, from, to };
      from = to;
    }
  }
}

/** Row of channels that tap t of the centre is, in the larger window. */
const centre = (from: { readonly kernel: number; readonly window: number }, kernel: number, t: number, pitch: number): number => {
  const margin = (from.kernel - kernel) / 2;
  return from.window + ((Math.floor(t / kernel) + margin) * from.kernel + (t % kernel) + margin) * pitch;
};

/** Matrices that change nothing. */
export function setIdentities({ entries }: Layout, values: Numbers): void {
  for (const { smaller } of entries.values()) for (const { kernel, matrix } of smaller) for (let t = 0; t < kernel ** 2; t++) values[matrix + t * (kernel ** 2 + 1)] = 1;
}

/** Writes all smaller windows: tap t is the sum over s of matrix[t][s] times tap s of the larger window's centre. */
export function deriveWindows(layout: Layout, values: Numbers): void {
  for (const { entry: { pitch }, from, to } of links(layout)) {
    const taps = to.kernel ** 2;
    for (let t = 0; t < taps; t++) {
      const sums = new Float64Array(pitch);
      for (let s = 0; s < taps; s++) {
        const source = centre(from, to.kernel, s, pitch);
        const factor = values[to.matrix + t * taps + s];
        for (let c = 0; c < pitch; c++) sums[c] += factor * values[source + c];
      }
      for (let c = 0; c < pitch; c++) values[to.window + t * pitch + c] = sums[c];
    }
  }
}

/** Adds the gradients by smaller windows to those by matrices and larger windows, and clears them. */
export function returnGradients(layout: Layout, values: Numbers, gradients: Numbers): void {
  for (const { entry: { pitch }, from, to } of [...links(layout)].reverse()) {
    const taps = to.kernel ** 2;
    for (let s = 0; s < taps; s++) {
      const source = centre(from, to.kernel, s, pitch);
      for (let t = 0; t < taps; t++) {
        const at = to.matrix + t * taps + s;
        let sum = 0;
        for (let c = 0; c < pitch; c++) sum += gradients[to.window + t * pitch + c] * values[source + c];
        gradients[at] += sum;
      }
      const sums = new Float64Array(pitch);
      for (let t = 0; t < taps; t++) {
        const factor = values[to.matrix + t * taps + s];
        for (let c = 0; c < pitch; c++) sums[c] += factor * gradients[to.window + t * pitch + c];
      }
      for (let c = 0; c < pitch; c++) gradients[source + c] += sums[c];
    }
    for (let i = 0; i < taps * pitch; i++) gradients[to.window + i] = 0;
  }
}
