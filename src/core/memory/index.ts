export { choosePatch } from './choosePatch.ts';
export { peakOf, stepUses, type StepUse, type Use } from './explain.ts';
export type { KernelName } from './kernels.ts';
export { aligned } from './lifetimes.ts';
export type { PatchGrid, Planner, PlanOptions } from './options.ts';
export { neededSpan, patchStage, type Span } from './patch.ts';
export { peakSram, type MemoryModel, type PeakSram, type StepSram } from './peak.ts';
export { planArena, type ArenaPlan, type PlannedScratch, type PlannedStep, type PlannedTensor } from './plan.ts';
export { reorder } from './reorder.ts';
