export * from './archive.ts';
export * from './breed.ts';
export * from './candidate.ts';
export * from './evolve.ts';
export * from './rank-spaces.ts';
