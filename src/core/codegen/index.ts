export * from './bundle.ts';
export * from './lower.ts';
export * from './memorySum.ts';
export * from './planTable.ts';
