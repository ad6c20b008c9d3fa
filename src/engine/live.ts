/**
 * A network made ready to answer again and again: read, compiled, linked and put on its simulated board once. A host may
 * keep the last one from job to job; what an answer says does not depend on it, only how soon it comes.
 */
import { findBoard, type Board } from '../core/boards/index.ts';
import type { Compiled } from '../core/codegen/index.ts';
import { hashHex } from '../core/lib/index.ts';
import { elements } from '../core/net/index.ts';
import { decodeInt8Net, runInt8, type Int8Net } from '../core/quant/index.ts';
import { deviceOf, loadRunner, Session, type Device } from '../core/sim/index.ts';
import { imageFor } from './device.ts';
import type { Host } from './host.ts';
import { INT8_KERNELS } from './int8.ts';
import type { Recipe } from './recipe.ts';
import { compileFor, defaultTechniques, type Techniques } from './techniques.ts';

export interface LiveNetwork {
  readonly key: string;
  readonly given: Int8Net;
  readonly compiled: Compiled;
  readonly board: Board;
  readonly runner: Awaited<ReturnType<typeof loadRunner>>;
  readonly session: Session;
  /** The board with the network in its flash, and the image's RAM; or why there is none. */
  readonly onBoard: { readonly device: Device; readonly ramBytes: number } | string;
}

export interface Wanted {
  readonly recipe: Recipe;
  readonly model: Uint8Array;
  readonly techniques?: Techniques | undefined;
  /** With the audio front end in its image. */
  readonly listens: boolean;
  /** False: the board is not asked for, and is linked for none. */
  readonly simulated?: boolean;
}

/** @throws InputError for a model that is none, and what `check` throws of it */
export async function liveNetwork(host: Host, { recipe, model, techniques = defaultTechniques, listens, simulated = true }: Wanted, check: (given: Int8Net) => void = () => {}): Promise<LiveNetwork> {
  const key = JSON.stringify([hashHex(model), recipe.board, recipe.budgets, techniques, listens, simulated]);
  const known = host.live?.get(key);
  if (known !== undefined) return known;
  const given = decodeInt8Net(model, 'model');
  check(given);
  const board = findBoard(recipe.board);
  const runner = await loadRunner(await host.readAsset(INT8_KERNELS));
  const compiled = compileFor(given, recipe, techniques);
  const live: LiveNetwork = {
    key, given, compiled, board, runner,
    session: new Session(runner, compiled.int8Net, compiled.plan),
    onBoard: simulated ? await boardFor(host, given, compiled, board, listens) : 'not asked for',
  };
  host.live?.clear(); // a machine holds some megabytes
  host.live?.set(key, live);
  return live;
}

/** The self-test of its image is of an input of nothing but zeros, so that the image is the network's alone. */
async function boardFor(host: Host, given: Int8Net, compiled: Compiled, board: Board, listens: boolean): Promise<LiveNetwork['onBoard']> {
  const zeros = new Int8Array(given.net.inputs.reduce((sum, id) => sum + elements(given.net.tensors[id].shape), 0));
  const image = await imageFor(host, compiled, board, zeros, runInt8(given, zeros), { listens });
  return typeof image === 'string' ? image : { device: deviceOf(image, board), ramBytes: image.sizes.ram };
}
