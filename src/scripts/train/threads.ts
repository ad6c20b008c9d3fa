/** What the benchmark's threads do: units of ours by message, or steps of the prototype, whose own files are loaded. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { loadBackend } from '../../core/tensor/index.ts';
import { singleNetwork, UnitRunner } from '../../core/train/index.ts';
import { arraysOf, type UnitOrder } from '../../engine/index.ts';
import { ownRecipe, type ThreadStart } from './entrants.ts';
import { referenceNets } from './networks.ts';

export async function serve(start: ThreadStart): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('no thread');
  const waiting: unknown[] = [];
  const early = (message: unknown): void => void waiting.push(message);
  port.on('message', early);
  const answer = start.kind === 'own' ? await ownThread(start) : await prototypeThread(start);
  const reply = (message: unknown): void => {
    const { value, transfer } = answer(message);
    port.postMessage(value, transfer);
  };
  port.off('message', early);
  port.on('message', reply);
  waiting.forEach(reply);
}

type Answer = (message: unknown) => { value: unknown; transfer: ArrayBuffer[] };

async function ownThread({ network, kernels }: ThreadStart & { kind: 'own' }): Promise<Answer> {
  const reference = referenceNets.find(({ name }) => name === network);
  if (reference === undefined) throw new Error(`no network ${network}`);
  const runner = new UnitRunner(await loadBackend(kernels), singleNetwork(reference.net), ownRecipe(reference));
  return (message) => {
    const value = runner.obey(message as UnitOrder);
    return { value, transfer: arraysOf(value) };
  };
}

/** Of net.mjs and par.mjs, what is called here. */
interface PrototypeNet { readonly x: number; readonly y: number; fwdTrain(): void; bwd(scale: number): void }
interface PrototypeEnv {
  readonly k: { sum_shards(...args: number[]): void; adam(...args: number[]): void; __stack_pointer?: { value: number } };
  f32(at: number, count: number): Float32Array;
  i32(at: number, count: number): Int32Array;
}
interface PrototypeModel { readonly batch: number; readonly classes: number; readonly h: number; readonly w: number; readonly c: number }
interface PrototypeFiles {
  makeEnv(bytes: Uint8Array, options?: { memory: WebAssembly.Memory; base: number }): Promise<PrototypeEnv>;
  setup(env: PrototypeEnv, model: PrototypeModel): { step(): number };
  makeNet(env: PrototypeEnv, model: PrototypeModel, examples: number, parameters: number, gradients: number): PrototypeNet;
  initParams(values: Float32Array, model: PrototypeModel, layout: unknown, seed: number): void;
  rng(seed: number): () => number;
  regions(model: PrototypeModel, shards: number): { lay: { n: number }; b: number; P: number; M1: number; M2: number; GS: number; G: number[]; end: number };
  barrier(control: Int32Array, at: number, workers: number, spin: number): void;
  readonly HDR: number;
}

/** Bytes of shared memory for each worker of the prototype, and what it spins before it sleeps at a barrier. */
const [WORKER_BYTES, STACK_BYTES, SPIN] = [160 << 20, 16384, 2000];

async function prototypeThread({ network, folder, index, workers, memory }: ThreadStart & { kind: 'prototype' }): Promise<Answer> {
  const load = async (file: string): Promise<object> => (await import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href)) as object;
  const proto = { ...(await load('net.mjs')), ...(await load('par.mjs')) } as PrototypeFiles;
  const model = (JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8')) as Record<string, PrototypeModel>)[network];
  const step = memory === null ? proto.setup(await proto.makeEnv(readFileSync(join(folder, 'k.wasm'))), model).step : await sharedStep(proto, model, folder, index, workers, memory);
  return (steps) => {
    const times = Array.from({ length: steps as number }, () => {
      const start = performance.now();
      step();
      return performance.now() - start;
    });
    return { value: times, transfer: [] };
  };
}

/** The loop of the prototype's par.mjs, with one shard a worker, a step at a time. */
async function sharedStep(proto: PrototypeFiles, model: PrototypeModel, folder: string, index: number, workers: number, memory: WebAssembly.Memory): Promise<() => void> {
  const place = proto.regions(model, workers);
  const examples = model.batch / workers;
  const env = await proto.makeEnv(readFileSync(join(folder, 'k_shared.wasm')), { memory, base: place.end + (1 << 16) + (index * WORKER_BYTES) / workers });
  if (env.k.__stack_pointer) env.k.__stack_pointer.value = (proto.HDR - (index + 1) * STACK_BYTES) & ~15;
  const net = proto.makeNet(env, model, examples, place.P, place.G[index]);
  const random = proto.rng(100 + index);
  const inputs = env.f32(net.x, examples * model.h * model.w * model.c);
  for (let i = 0; i < inputs.length; i++) inputs[i] = (random() + random() + random() - 1.5) * 2;
  const labels = env.i32(net.y, examples);
  for (let i = 0; i < examples; i++) labels[i] = Math.floor(random() * model.classes);
  if (index === 0) proto.initParams(env.f32(place.P, place.lay.n), model, place.lay, 1);
  const control = new Int32Array(memory.buffer);
  const meet = (): void => proto.barrier(control, (1 << 19) >> 2, workers, SPIN);
  const count = place.lay.n;
  const from = Math.floor((count * index) / workers) & ~3;
  const share = (index === workers - 1 ? count : Math.floor((count * (index + 1)) / workers) & ~3) - from;
  let [power1, power2] = [1, 1];
  meet();
  return () => {
    net.fwdTrain();
    net.bwd(1 / model.batch);
    [power1, power2] = [power1 * 0.9, power2 * 0.999];
    meet();
    const [p, g, m1, m2] = [place.P, place.GS, place.M1, place.M2].map((at) => at + from * 4);
    env.k.sum_shards(g, place.G[0] + from * 4, place.b / 4, workers, share);
    env.k.adam(p, g, m1, m2, share, 1e-3, 0.9, 0.999, 1 / (1 - power1), 1 / (1 - power2), 1e-8);
    meet();
  };
}
