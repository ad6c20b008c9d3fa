/** One fitness thread in Node: set up from workerData, then one accuracy per genome it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEvaluator, noteOf, type FitnessSetup } from '../../engine/index.ts';
import type { ThreadAnswer } from './hand.ts';
import { assetReader } from './host.ts';

const evaluator = createEvaluator(assetReader(), workerData as FitnessSetup);
evaluator.catch(() => {}); // told with the first genome

parentPort?.on('message', (genome: string) => {
  evaluator
    .then((measure) => measure(genome))
    .catch(noteOf)
    .then((outcome) => parentPort?.postMessage({ genome, outcome } satisfies ThreadAnswer));
});
