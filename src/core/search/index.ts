export { Archive } from './archive.ts';
export type { EvolutionConfig } from './breed.ts';
export type { Candidate, Fits, Origin } from './candidate.ts';
export { evolve, type EvolutionSetup, type SearchEvent, type SearchResult, type SearchState } from './evolve.ts';
export { varianceExplained, type Effect, type OptionMean } from './importance.ts';
export { fitPredictor, predictionError, type Measured, type PredictionError, type Predictor } from './predictor.ts';
export { betterSpace, rankSpaces, STAGE1_SAMPLES, summariseSteps, type RankedSpace } from './rank-spaces.ts';
