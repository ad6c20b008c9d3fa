export { buildNet } from './build.ts';
export * from './ir.ts';
export { elements, inputElements, inputShapes, OP_KINDS, outputShape } from './shapes.ts';
export { validateNet } from './validate.ts';
export * from './weighted.ts';
export * from './tflite/read.ts';
export * from './tflite/schema.ts';
export * from './tflite/write.ts';
