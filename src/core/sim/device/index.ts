/** Boards as simulated machines, and firmware images that run on them. */
export { coreOf } from './boardMachine.ts';
export { answerSteps, deviceOf } from './answer.ts';
export type { Device } from './device.ts';
export * from './deviceRun.ts';
export * from './figures.ts';
export type { UninitialisedRead } from './checked.ts';
export { imageKind, openImage, type LoadedImage } from './imageFile.ts';
export * from './imageRun.ts';
export * from './listenRun.ts';
export type { ClassCount, FunctionTally, Tally } from './profile.ts';
export type { StaleRead, Traffic } from './traffic.ts';
