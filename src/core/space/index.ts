export * from './architecture.ts';
export { decodeGenome, encodeGenome } from './codec.ts';
export { makeDivisible } from './divisible.ts';
export { DSCNN_WIDTHS, dscnnGrid, dscnnSpace, type DscnnOptions } from './dscnn.ts';
export { findSpace } from './find.ts';
export { canonical, checkGenome, countNetworks, cross, depthOf, largest, mutate, sampleGenome, sampleInto, smallest } from './genome.ts';
export { MCUNET_RESOLUTIONS, MCUNET_WIDTHS, mcunetGrid, mcunetSpace, type McunetOptions } from './mcunet.ts';
export { WIDTH_GENE, type Choice, type Genome, type Space, type SpaceStem, type Stage } from './space.ts';
export { expandedChannels, scaledChannels, toArchitecture } from './to-architecture.ts';
