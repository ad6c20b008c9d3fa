/** Every job by its name: the one door through which workers and command line start them. */
import type { Host } from './host.ts';
import { analyze } from './jobs/analyze.ts';
import { build } from './jobs/build.ts';
import { evalSubnet } from './jobs/evalSubnet.ts';
import { evaluate } from './jobs/evaluate.ts';
import { exportBundle } from './jobs/export.ts';
import { features } from './jobs/features.ts';
import { inside, moment } from './jobs/inside.ts';
import { insideImage, momentOfImage } from './jobs/insideImage.ts';
import { measureGpu } from './jobs/measureGpu.ts';
import { listen } from './jobs/listen.ts';
import { judge } from './jobs/judge.ts';
import { price } from './jobs/price.ts';
import { quantisation } from './jobs/quantisation.ts';
import { rankSpaces } from './jobs/rankSpaces.ts';
import { readData } from './jobs/readData.ts';
import { runImage } from './jobs/runImage.ts';
import { samples } from './jobs/samples.ts';
import { search } from './jobs/search.ts';
import { see } from './jobs/see.ts';
import { simulate } from './jobs/simulate.ts';
import { spaceAccuracy } from './jobs/spaceAccuracy.ts';
import { activations, tensors } from './jobs/tensors.ts';
import { train } from './jobs/train.ts';
import { compareTwins } from './jobs/twins.ts';
import type { JobName, Jobs } from './protocol.ts';
import type { JobEvent, StopSignal } from './types.ts';

type Job<K extends JobName> = (host: Host, input: Jobs[K]['input'], signal?: StopSignal) => AsyncGenerator<JobEvent<Jobs[K]['partial']>, Jobs[K]['result']>;

const JOBS: { readonly [K in JobName]: Job<K> } = { samples, tensors, activations, judge, see, spaceAccuracy, readData, rankSpaces, train, measureGpu, search, analyze, price, build, export: exportBundle, features, simulate, inside, moment, listen, runImage, insideImage, momentOfImage, quantisation, evalSubnet, evaluate, twins: compareTwins };

export function runJob<K extends JobName>(host: Host, job: K, input: Jobs[K]['input'], signal?: StopSignal): ReturnType<Job<K>> {
  return JOBS[job](host, input, signal);
}

/** Runs a job to its end; events go to `onEvent`. */
export async function finishJob<K extends JobName>(
  host: Host,
  job: K,
  input: Jobs[K]['input'],
  onEvent: (event: JobEvent<Jobs[K]['partial']>) => void = () => {},
  signal?: StopSignal,
): Promise<Jobs[K]['result']> {
  const steps = runJob(host, job, input, signal);
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
    onEvent(step.value);
  }
}
