export * from './bytes.ts';
export * from './errors.ts';
export * from './figure.ts';
export * from './kendall.ts';
export * from './math.ts';
export * from './pareto.ts';
export * from './rng.ts';
export * from './stats.ts';
