export type { SceneKind } from './compose.ts';
export { detectionBoxes, renderScene, sceneClasses, sceneLabel, SCENE_KINDS } from './sample.ts';
export type { SceneBox } from './scene.ts';
export { SCENE_QUANT, sceneTask, sceneTaskSteps, usualScenes, type SceneCounts, type SceneTaskOptions } from './sceneTask.ts';
export { THINGS, type Thing } from './toys/index.ts';
