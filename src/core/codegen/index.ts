export * from './bundle.ts';
export * from './compile.ts';
export type { Constant, ConstantRole } from './constantPool.ts';
export * from './image/index.ts';
export { BUNDLE_LAYOUTS, type BundleLayout } from './layouts.ts';
export * from './lower.ts';
export * from './memorySum.ts';
export * from './planTable.ts';
export * from './record.ts';
