/** Anybody's firmware looked into: `insideImage` runs it once for the view of the whole, `momentOfImage` goes to any instruction since reset. */
import { findBoard } from '../../core/boards/index.ts';
import { InputError } from '../../core/lib/index.ts';
import { firmwareMomentSteps, firmwareOverviewSteps, openImage } from '../../core/sim/index.ts';
import type { Host } from '../host.ts';
import type { FirmwareInside, FirmwareMoment } from '../inside.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { JobEvent, StopSignal } from '../types.ts';

/** Instructions; each move begins at reset again, so a longer run would answer no click in time. */
const MOST = 1e9;

export async function* insideImage(host: Host, { recipe, image, fuel = MOST }: Jobs['insideImage']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, FirmwareInside> {
  const progress = new Progress<null>(host, signal, () => null);
  const board = findBoard(recipe.board);
  const loaded = openImage(image.bytes, image.path, board);
  let executed = 0;
  progress.enter('inside', fuel, 'instructions');
  const whole = yield* progress.drive(firmwareOverviewSteps({ loaded, board }, image.path, fuel), (instructions) => {
    executed += instructions;
    progress.at(Math.min(executed, fuel));
  });
  return { ...whole, board: board.id };
}

export async function* momentOfImage(host: Host, { recipe, image, move }: Jobs['momentOfImage']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, FirmwareMoment> {
  const progress = new Progress<null>(host, signal, () => null);
  const board = findBoard(recipe.board);
  if (!(move.at >= 0 && move.at <= MOST)) throw new InputError(`instruction ${move.at}; the first is 0, the last that can be gone to ${MOST}`, 'moment');
  progress.enter('moment', 1, 'moments');
  return yield* progress.drive(firmwareMomentSteps({ loaded: openImage(image.bytes, image.path, board), board }, move), () => {});
}
