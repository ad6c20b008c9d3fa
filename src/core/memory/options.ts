/** What the planner may do; each technique can be switched off, so that its saving can be shown. */
export interface PlanOptions {
  /** Outputs of element-wise and depthwise ops in the place of an input that dies. Default true. */
  readonly inPlace?: boolean;
  /** Outputs of windows over the input they are computed from, at a safe distance. Default true. */
  readonly overlap?: boolean;
  /** Default 'best'. */
  readonly planner?: Planner;
  /** Convolutions without scratch, slower, where scratch would make the arena larger. Default false. */
  readonly lean?: boolean;
  /** Bytes the arena may take: with `lean`, slow kernels are used only as far as this asks for. Default: the least there is. */
  readonly sramLimit?: number;
  /** The first `steps` nodes patch by patch, rows x cols patches. Default 'off'. */
  readonly patch?: 'off' | PatchGrid;
  /** The inputs stream in or stay in the caller's buffer: not counted. Default false. */
  readonly inputExternal?: boolean;
}

/**
 * How addresses are found. `best`: step by step in time, down to the least that can be; `greedy`: the largest tensor
 * first, each at its lowest address, and done, as TinyEngine and TensorFlow Lite Micro plan; `apart`: every tensor in
 * bytes of its own, which is what planning saves.
 */
export type Planner = 'best' | 'greedy' | 'apart';

export interface PatchGrid {
  readonly rows: number;
  readonly cols: number;
  readonly steps: number;
}
