export { choosePatch, type PatchChoice, type PatchSearch } from './choosePatch.ts';
export { peakOf, savings, stepUses, type Saving, type StepUse, type Technique, type Use } from './explain.ts';
export type { KernelName } from './kernels.ts';
export { aligned } from './lifetimes.ts';
export type { PatchGrid, Planner, PlanOptions } from './options.ts';
export { neededSpan, patchPlan, patchStage, type Need, type PatchPlan, type Span } from './patch.ts';
export { MEMORY_MODELS, peakSram, type MemoryModel, type PeakSram, type StepSram } from './peak.ts';
export { planArena, type ArenaPlan, type PlannedScratch, type PlannedStep, type PlannedTensor } from './plan.ts';
export { bestOrder, reorder, type Order } from './reorder.ts';
