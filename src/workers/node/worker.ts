/** One thread in Node, set up from workerData: an accuracy per genome it is sent, or an answer per training order. */
import { parentPort, workerData } from 'node:worker_threads';
import { arraysOf, createEvaluator, createUnitRunner, noteOf, type UnitOrder } from '../../engine/index.ts';
import type { ThreadAnswer, ThreadStart } from './hand.ts';
import { assetReader } from './host.ts';

type Outcome = ThreadAnswer['outcome'];

const start = workerData as ThreadStart;
const answerer = answererOf(start);
answerer.catch(() => {}); // told with the first message

async function answererOf({ folder, ...task }: ThreadStart): Promise<(message: unknown) => Outcome> {
  const readAsset = assetReader(folder);
  if (task.job === 'measure') {
    const measure = await createEvaluator(readAsset, task.setup);
    return (genome) => measure(genome as string);
  }
  const obey = await createUnitRunner(readAsset, task.setup);
  return (order) => obey(order as UnitOrder);
}

const arrays = (outcome: Outcome): ArrayBuffer[] => (typeof outcome === 'object' && 'loss' in outcome ? arraysOf(outcome) : []);

parentPort?.on('message', (message: unknown) => {
  answerer
    .then((answer) => answer(message))
    .catch(noteOf)
    .then((outcome) => parentPort?.postMessage({ outcome } satisfies ThreadAnswer, arrays(outcome)));
});
