/** The browser's host: assets by fetch relative to the page's address, sub-nets and training in module workers or on the graphics processor, breaths by message. */
import { sharedAmong, type CrewSetup, type FitnessSetup, type Host } from '../engine/index.ts';
import { assetReader } from './assets.ts';
import { createCrew } from './crew.ts';
import { fitnessHand } from './hand.ts';
import { createPool } from './pool.ts';
import { trainHand } from './trainHand.ts';

/** More workers than this only compete for memory bandwidth. */
const MOST_WORKERS = 8;

const workersHere = (): number => Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency));

/** Resolves after the event loop has turned once; setTimeout would wait 4 ms or more. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

export function browserHost(base: string): Host {
  return {
    readAsset: assetReader(base),
    openFitnessPool: (setup: FitnessSetup) => createPool(() => fitnessHand(base, sharedAmong(workersHere(), setup)), workersHere()),
    openTrainCrew: (setup: CrewSetup) => createCrew(() => trainHand(base, setup), workersHere()),
    openGpuCrew: async (setup: CrewSetup) => (await import('./gpu/device.ts')).openGpuCrew(setup, breathe),
    now: () => performance.now(),
    breathe,
  };
}
