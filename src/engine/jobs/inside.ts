/**
 * A simulated inference looked into: `inside` runs it once for the view of the whole, `moment` goes to any instruction
 * of it. The image is handed back and forth, so that a moment costs no compiling, and nothing is kept between jobs.
 */
import { findBoard, type Board } from '../../core/boards/index.ts';
import { toElf } from '../../core/codegen/index.ts';
import { InputError } from '../../core/lib/index.ts';
import { elements } from '../../core/net/index.ts';
import { decodeInt8Net } from '../../core/quant/index.ts';
import { coreOf, momentSteps, openImage, overviewSteps, takesInputs, type IssCore } from '../../core/sim/index.ts';
import { imageFor } from '../device.ts';
import type { Host } from '../host.ts';
import type { Ceilings, InsideLayer, InsideResult, MomentResult } from '../inside.ts';
import { groupsOfCompiled, layerOf, liveParts } from '../layers.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { compileFor } from '../techniques.ts';
import type { JobEvent, StopSignal } from '../types.ts';

const IMAGE = 'image.elf';

export async function* inside(host: Host, { recipe, model, input, techniques }: Jobs['inside']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, InsideResult> {
  const progress = new Progress<null>(host, signal, () => null);
  const given = decodeInt8Net(model, 'model');
  const board = findBoard(recipe.board);
  const size = given.net.inputs.reduce((sum, id) => sum + elements(given.net.tensors[id].shape), 0);
  if (input.length !== size) throw new InputError(`${input.length} bytes; the network takes ${size}`, 'input');
  const compiled = compileFor(given, recipe, techniques);
  const { net } = compiled.int8Net;
  // its self-test does not run here, so the answer that it would expect may be anything
  const expected = new Int8Array(net.outputs.reduce((sum, id) => sum + elements(net.tensors[id].shape), 0));
  const image = await imageFor(host, compiled, board, input, expected);
  if (typeof image === 'string') throw new InputError(image, board.name);
  const bytes = toElf(image);
  const groups = groupsOfCompiled(compiled);
  progress.enter('inside', 1, 'inferences');
  const { instructions, layers, functions } = yield* progress.drive(overviewSteps({ loaded: openImage(bytes, IMAGE, board), board, input }, groups), () => {});
  const rows = groups.map((group, i): InsideLayer => {
    const { from, name, op } = layerOf(compiled, group);
    return { name, op, ...layers[i], live: liveParts(compiled, { from, step: group.step }) };
  });
  return { board: board.id, image: bytes, instructions, arenaBytes: compiled.plan.bytes, layers: rows, functions, ceilings: ceilingsOf(board) };
}

export async function* moment(host: Host, { recipe, image, input, layers, move }: Jobs['moment']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, MomentResult> {
  const progress = new Progress<null>(host, signal, () => null);
  const board = findBoard(recipe.board);
  const loaded = openImage(image, IMAGE, board);
  if (!takesInputs(loaded)) throw new InputError('is no ELF image of Thimble\'s', IMAGE);
  if (!(move.at >= 0)) throw new InputError(`instruction ${move.at}; the first is 0`, 'moment');
  progress.enter('moment', 1, 'moments');
  return yield* progress.drive(momentSteps({ loaded, board, input }, layers, move), () => {});
}

const DUAL = [2, 'SMLAD, two products in one cycle'] as const;

/** The most multiply-accumulates of a cycle, from the manuals that core/sim/iss/timing follows. */
const MAC_RATES: Readonly<Record<IssCore, readonly [perCycle: number, source: string]>> = {
  m0plus: [0.5, 'MULS and ADDS, a cycle each'],
  m3: [0.5, 'MLA, two cycles'],
  m4: DUAL, m7: DUAL, m7dp: DUAL, m33: DUAL,
};

function ceilingsOf(board: Board): Ceilings {
  const core = coreOf(board);
  const { timing } = board;
  if (core === null || timing === null) throw new InputError('its instructions are not simulated', board.name);
  const [macsPerCycle, macSource] = MAC_RATES[core];
  const { waitStates, lineBytes, factor, source } = timing;
  return {
    clockMhz: board.clockMhz.value, macsPerCycle: macsPerCycle / factor, macSource,
    flashBytesPerCycle: waitStates === 0 ? null : lineBytes / waitStates / factor, flashSource: source,
  };
}
