export * from './calibrate.ts';
export * from './codec.ts';
export * from './errorPerLayer.ts';
export * from './execute.ts';
export * from './fixedPoint.ts';
export * from './int8Net.ts';
export * from './quantise.ts';
export * from './random.ts';
export { importTflite } from './tflite/import.ts';
