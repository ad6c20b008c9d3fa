/** A classification task as typed arrays: what data hands to training and evaluation. */

/** Affine int8 quantisation of one tensor: real = (q - zeroPoint) * scale. */
export interface QuantParams {
  readonly scale: number;
  readonly zeroPoint: number;
}

export interface Split {
  readonly count: number;
  /** count x (height x width x channels) int8 features, NHWC. */
  readonly features: Int8Array;
  readonly labels: Uint8Array;
}

export interface Task {
  readonly id: string;
  readonly title: string;
  /** "synthetic" wherever the examples were made by a program; shown beside the name. */
  readonly origin: 'synthetic' | 'user';
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** How features stand for reals; the network's int8 input tensor takes these very parameters. */
  readonly inputQuant: QuantParams;
  readonly classes: readonly string[];
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
  /** How the examples came about: seeds, generator, numbers of speakers. For people; nothing computes with it. */
  readonly notes?: Readonly<Record<string, string | number>>;
}
