export { CLIP_SAMPLES, KEYWORD_BYTES, KEYWORD_QUANT, KEYWORD_SHAPE, keywordFeatures, SAMPLE_RATE_HZ } from './features.ts';
export { oneSecond } from './oneSecond.ts';
export { pcm16 } from './pcm.ts';
export { resample } from './resample.ts';
export { reduceImages, taskAt } from './resolution.ts';
export {
  detectionBoxes, renderScene, SCENE_KINDS, SCENE_QUANT, sceneClasses, sceneLabel, sceneTask, sceneTaskSteps, usualScenes,
  type SceneBox, type SceneCounts, type SceneKind, type SceneTaskOptions,
} from './scenes/index.ts';
export type { QuantParams, Split, Task } from './task.ts';
export type { ClassBalance, DataFile, DataKind, DataOptions, DataProblem, DataStep, DataSummary, DataTask, SeriesOptions } from './user/types.ts';
export { memoryFile } from './user/dataFile.ts';
export { problemText } from './user/problems.ts';
export { taskFromFiles } from './user/taskFromFiles.ts';
export { decodeTask, decodeTaskHead, encodeTask, isTaskFile } from './taskFile.ts';
export { readWav, type Wav } from './wav.ts';
export { writeWav } from './writeWav.ts';
