export * from './catalog.ts';
export * from './host.ts';
export * from './link.ts';
export * from './protocol.ts';
export * from './recipe.ts';
export * from './types.ts';
