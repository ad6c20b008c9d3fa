export * from './evaluate.ts';
export * from './session.ts';
export * from './simulate.ts';
export * from './iss/index.ts';
