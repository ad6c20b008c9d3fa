export type { AugmentOptions } from './augment.ts';
export { decodeCheckpoint, encodeCheckpoint, hashSupernet, type Checkpoint } from './checkpoint.ts';
export { evaluateGenome, evaluateSteps, type EvaluateOptions, type Evaluation } from './evaluate.ts';
export { evaluateFloat, evaluateFloatSteps, type FloatEvaluation } from './floatRun.ts';
export { foldSubnet } from './fold.ts';
export { checkRecipe, defaultRecipe, fineTuneRecipe, type TrainRecipe } from './recipe.ts';
export { createSupernet, type Supernet } from './supernet.ts';
export { narrowSupernet } from './narrow.ts';
export { FINAL_CALIBRATION, fineTune, trainSupernet, type TrainEvent } from './train.ts';
