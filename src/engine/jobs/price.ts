/**
 * What several networks cost on one and the same board by one and the same models, those by which a search judges: so
 * that a list of networks from different searches, spaces and boards can be compared line by line.
 */
import { findBoard } from '../../core/boards/index.ts';
import { energy, flash, latency, macs, parameters } from '../../core/cost/index.ts';
import { peakSram } from '../../core/memory/index.ts';
import { decodeGenome } from '../../core/space/index.ts';
import type { Host } from '../host.ts';
import { netOfGenome } from '../network.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { JobEvent, PriceRow, StopSignal } from '../types.ts';

const MOST_NETWORKS = 1000;

/** @throws InputError for a genome that is none, and a board that is not known */
export async function* price(host: Host, { recipe, genomes }: Jobs['price']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, readonly PriceRow[]> {
  const progress = new Progress<null>(host, signal, () => null);
  const board = findBoard(recipe.board);
  const asked = [...new Set(genomes)].slice(0, MOST_NETWORKS);
  progress.enter('price', asked.length, 'networks');
  const rows: PriceRow[] = [];
  for (const genome of asked) {
    const net = netOfGenome(decodeGenome(genome));
    rows.push({
      genome, sramBytes: peakSram(net, recipe.memoryModel).total, flashBytes: flash(net).total, macs: macs(net), parameters: parameters(net),
      latencyMs: latency(net, board).ms.value, energyMj: energy(net, board)?.value ?? null,
    });
    progress.at(rows.length);
    yield* progress.events();
    await progress.breathe();
  }
  return rows;
}
