/** Anybody's firmware on the board of step 1: run from reset to its end, and looked into instruction by instruction. */
import type { FirmwareInside, FirmwareMoment, NamedBytes, Recipe } from '../engine/index.ts';
import { oneByOne, type InsidePorts } from './inside.ts';
import type { Firmware, ResultsStore } from './results.ts';

/** Most instructions of a firmware image in the page, where Stop is at hand: about half an hour. */
const PAGE_FUEL = 1e12;

export interface FirmwareInsideState {
  readonly whole: FirmwareInside;
  readonly moment: FirmwareMoment | null;
  /** The one shown before it, to mark what changed. */
  readonly before: FirmwareMoment | null;
}

interface Ports {
  readonly run: InsidePorts['run'];
  readonly results: ResultsStore;
  readonly recipe: () => Recipe;
}

export function createFirmwareActions({ run, results, recipe }: Ports) {
  const shown = (): Firmware | null => results.getState().firmware;
  const patch = (file: NamedBytes, change: Partial<Firmware>): void => {
    const now = shown();
    if (now?.file === file) results.setState({ firmware: { ...now, ...change } });
  };

  /** Any bare-metal image, from reset to its end. */
  async function runFirmware(file: NamedBytes): Promise<void> {
    results.setState({ firmware: { file, result: null, inside: null } });
    const result = await run('runImage', { recipe: recipe(), image: file, fuel: PAGE_FUEL });
    if (result) results.setState({ firmware: { file, result, inside: null } });
  }

  /** Runs it once more, seen whole, and stands at reset; also where it faults. */
  async function lookInsideFirmware(): Promise<void> {
    const file = shown()?.file;
    if (!file) return;
    patch(file, { inside: null });
    const whole = await run('insideImage', { recipe: recipe(), image: file });
    if (!whole) return;
    patch(file, { inside: { whole, moment: null, before: null } });
    await goInFirmware({ kind: 'to', at: 0 });
  }

  const goInFirmware = oneByOne(async (move) => {
    const now = shown();
    if (!now?.inside) return;
    const { whole } = now.inside;
    const moment = await run('momentOfImage', { recipe: { ...recipe(), board: whole.board }, image: now.file, move });
    const inside = shown()?.inside;
    if (moment && inside?.whole === whole) patch(now.file, { inside: { whole, moment, before: inside.moment } });
  });

  return { runFirmware, lookInsideFirmware, goInFirmware };
}
