export { aligned } from './lifetimes.ts';
export { MEMORY_MODELS, peakSram, type MemoryModel, type PeakSram, type StepSram } from './peak.ts';
export { planArena, type ArenaPlan, type PlannedScratch, type PlannedTensor } from './plan.ts';
