export * from './features.ts';
export * from './folders.ts';
export * from './oneSecond.ts';
export * from './resample.ts';
export * from './task.ts';
export * from './taskFile.ts';
export * from './wav.ts';
