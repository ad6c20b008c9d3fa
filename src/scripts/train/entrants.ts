/**
 * Those who are timed, behind one face: each trains one of the reference networks on noise, with a number of threads of
 * its own, and says how long its steps took. Threads are the script's own file, started again (`threads.ts`).
 */
import { Worker } from 'node:worker_threads';
import { Rng } from '../../core/lib/index.ts';
import { loadBackend } from '../../core/tensor/index.ts';
import { Optimiser, singleNetwork, type Unit } from '../../core/train/index.ts';
import { elements } from '../../core/net/index.ts';
import { floatsToShare, portable, shareStep, type Gradients, type UnitAnswer, type UnitHand } from '../../engine/index.ts';
import type { ReferenceNet } from './networks.ts';

/** Shards of a batch, ours and the prototype's with two workers. */
const SHARDS = 2;

export const ownRecipe = ({ batch }: ReferenceNet) =>
  ({ shard: batch / SHARDS, labelSmoothing: 0, distillation: 0, augment: { mixup: 0 }, optimiser: 'adam', weightDecay: 0 }) as const;

export interface Entrant {
  /** Milliseconds of each of so many steps. */
  run(steps: number): Promise<readonly number[]>;
  close(): void;
}

/** What a thread is started as. */
export type ThreadStart =
  | { readonly kind: 'own'; readonly network: string; readonly kernels: Uint8Array }
  | { readonly kind: 'prototype'; readonly network: string; readonly folder: string; readonly index: number; readonly workers: number; readonly memory: WebAssembly.Memory | null };

interface Thread {
  ask<T>(message: unknown, transfer?: ArrayBuffer[]): Promise<T>;
  end(): void;
}

function thread(file: string, start: ThreadStart): Thread {
  const worker = new Worker(file, { workerData: start });
  return {
    ask: (message, transfer = []) => new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (answer) => {
        worker.off('error', reject);
        resolve(answer);
      });
      worker.postMessage(message, transfer);
    }),
    end: () => void worker.terminate(),
  };
}

/** This core as a crew runs it: units by message, sums and update here. */
export async function ownEntrant(file: string, kernels: Uint8Array, reference: ReferenceNet, workers: number): Promise<Entrant> {
  const { net, batch, name } = reference;
  const threads = Array.from({ length: workers }, () => thread(file, { kind: 'own', network: name, kernels }));
  const hands = threads.map(({ ask }): UnitHand => ({
    obey(order) {
      const { order: own, transfer } = portable(order);
      return ask<UnitAnswer>(own, transfer);
    },
  }));
  const { layout, classes } = singleNetwork(net);
  const rng = new Rng(name);
  const values = floatsToShare(layout.count);
  for (const entry of layout.entries.values()) {
    for (let i = 0; i < entry.count; i++) values[entry.weights + i] = rng.normal() * Math.sqrt(2 / entry.fanIn);
    if (entry.gamma >= 0) values.fill(1, entry.gamma, entry.gamma + entry.pitch);
  }
  const recipe = ownRecipe(reference);
  const optimiser = new Optimiser(await loadBackend(kernels), { layout, values }, recipe);
  optimiser.begin();
  const size = elements(net.tensors[net.inputs[0]].shape);
  const inputs = floatsToShare(batch * size);
  for (let i = 0; i < inputs.length; i++) inputs[i] = rng.normal();
  const units = Array.from({ length: SHARDS }, (_, shard): Unit => ({
    genome: name, role: 'alone', shard, weight: 1 / batch,
    inputs: inputs.subarray(shard * recipe.shard * size, (shard + 1) * recipe.shard * size), labels: Uint8Array.from({ length: recipe.shard }, () => rng.int(classes)),
  }));
  const spares: Gradients[] = [];
  return {
    async run(steps) {
      const times: number[] = [];
      for (let step = 0; step < steps; step++) {
        const start = performance.now();
        const { gradients } = await shareStep(hands, values, units, spares, optimiser);
        optimiser.update(gradients, 1e-3);
        times.push(performance.now() - start);
      }
      return times;
    },
    close: () => threads.forEach(({ end }) => end()),
  };
}

/** The prototype: one shard in memory of its own, or a shard a worker in shared memory, as it was published. */
export function prototypeEntrant(file: string, folder: string, { name }: ReferenceNet, workers: number): Entrant {
  const memory = workers === 1 ? null : new WebAssembly.Memory({ initial: 8192, maximum: 32768, shared: true });
  const threads = Array.from({ length: workers }, (_, index) => thread(file, { kind: 'prototype', network: name, folder, index, workers, memory }));
  return {
    async run(steps) {
      const [times] = await Promise.all(threads.map(({ ask }) => ask<readonly number[]>(steps)));
      return times;
    },
    close: () => threads.forEach(({ end }) => end()),
  };
}
