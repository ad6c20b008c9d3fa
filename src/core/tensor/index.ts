export * from './backend.ts';
export { Pool } from './pool.ts';
export { referenceBackend } from './reference/index.ts';
export { loadBackend } from './wasm.ts';
