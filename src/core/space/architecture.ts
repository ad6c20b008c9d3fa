/**
 * What a genome stands for, before shapes: stem, inverted-residual blocks, head. All families (mcunet and toybox for
 * images, dscnn for audio) share this description, as do architectures read from MCUNet-style JSON.
 * Source: MCUNet (arXiv 2007.10319) section 3.1; skeleton of ProxylessNAS / MobileNetV2.
 */

export interface Stem {
  readonly outChannels: number;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly padding: readonly [top: number, bottom: number, left: number, right: number];
}

/** [1x1 expand] -> k x k depthwise -> 1x1 project, batch norm after each, ReLU6 after the first two. */
export interface Block {
  /** Stable across genomes of one space, e.g. `stage2.block0`; supernet weights are found by it. */
  readonly name: string;
  readonly inChannels: number;
  readonly midChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: readonly [height: number, width: number];
  /** False where the depthwise works on the block's input directly (expand ratio 1). */
  readonly expand: boolean;
  readonly shortcut: boolean;
}

export interface Architecture {
  readonly name: string;
  readonly input: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly stem: Stem;
  readonly blocks: readonly Block[];
  /** Channels of the 1x1 "feature mix" convolution before pooling, or null: published MCUNets have none. */
  readonly mixChannels: number | null;
}
