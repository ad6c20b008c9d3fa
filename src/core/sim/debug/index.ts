/** A run looked into: any moment of an inference, and the heat of every line of code. */
export { firmwareMomentSteps, firmwareOverviewSteps, type FirmwareInput, type FirmwareMoment, type FirmwareOverview } from './firmware.ts';
export type { HeatFunction, HeatLine } from './heat.ts';
export { momentSteps, type Moment } from './moment.ts';
export { overviewSteps, type LayerSpan, type Overview } from './overview.ts';
export type { Move } from './stepper.ts';
export { WRITTEN, type ReplayInput } from './replay.ts';
