export * from './evaluate.ts';
export * from './session.ts';
export * from './simulate.ts';
export * from './debug/index.ts';
export * from './device/index.ts';
export { groupsOf, type Group } from './groups.ts';
export * from './iss/index.ts';
