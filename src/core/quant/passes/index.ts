export { dropDead } from './dropDead.ts';
export type { Pass, PassResult } from './draft.ts';
export { fold } from './fold.ts';
export { fuse } from './fuse.ts';
export * from './optimise.ts';
