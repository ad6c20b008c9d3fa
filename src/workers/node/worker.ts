/** One fitness thread in Node: set up from workerData, then one accuracy per genome it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEvaluator, noteOf } from '../../engine/index.ts';
import type { ThreadAnswer, ThreadStart } from './hand.ts';
import { assetReader } from './host.ts';

const { setup, folder } = workerData as ThreadStart;
const evaluator = createEvaluator(assetReader(folder), setup);
evaluator.catch(() => {}); // told with the first genome

parentPort?.on('message', (genome: string) => {
  evaluator
    .then((measure) => measure(genome))
    .catch(noteOf)
    .then((outcome) => parentPort?.postMessage({ genome, outcome } satisfies ThreadAnswer));
});
