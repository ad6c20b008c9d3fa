/** A challenge's conditions and verdict in words, and which network is judged: the one in step 6. */
import { count, kib, ms, percent } from '../../charts/index.ts';
import type { Challenge, ChallengeLine, Contestant, Recipe } from '../../engine/index.ts';
import { latencyShown, type ResultsState } from '../../store/index.ts';

export interface Present {
  readonly name: string;
  readonly network: Contestant;
  readonly latencyKind: string;
  /** Chosen by the search that ships with the page, by nobody here. */
  readonly recorded: boolean;
}

/** Accuracy is known of the search's own choice alone: on the test split, in int8. */
export function presentNetwork(results: ResultsState, { board }: Recipe): Present | null {
  const { analysis, search, opened } = results;
  const latency = latencyShown(results);
  if (!analysis || !latency) return null;
  const winner = !opened && search?.result?.genome === analysis.genome ? search.result : null;
  return {
    name: opened?.name ?? analysis.genome ?? analysis.name,
    latencyKind: latency.kind,
    recorded: winner !== null && search?.recorded === true,
    network: {
      board, sramBytes: analysis.verdict.sramBytes, flashBytes: analysis.flashBytes.total, latencyMs: latency.value, macs: analysis.macs, accuracy: winner?.accuracy.int8 ?? null,
    },
  };
}

const NAMES: Record<ChallengeLine['what'], string> = { board: 'Board', sram: 'SRAM', flash: 'flash', latency: 'time', macs: 'MACs', accuracy: 'accuracy' };
const FORMATS: Record<Exclude<ChallengeLine['what'], 'board'>, (value: number) => string> = { sram: kib, flash: kib, latency: ms, macs: count, accuracy: percent };

const told = (what: ChallengeLine['what'], value: number | string): string => (typeof value === 'string' || what === 'board' ? String(value) : FORMATS[what](value));

/** e.g. "SRAM at most 16.0 KiB: 10.4 KiB". */
export function lineText({ what, wanted, present, met }: ChallengeLine, boardName: string | null, network: Present | null): string {
  if (what === 'board') return `Board ${boardName ?? wanted}${met ? '' : ': another is chosen'}`;
  const condition = `${NAMES[what][0].toUpperCase()}${NAMES[what].slice(1)} ${what === 'accuracy' ? 'at least' : 'at most'} ${told(what, wanted)}`;
  if (present === null) return `${condition}: ${what === 'accuracy' ? 'not measured for this network' : 'no network yet'}`;
  return `${condition}: ${told(what, present)}${what === 'latency' && network ? ` ${network.latencyKind}` : ''}`;
}

/** Whether it is met, or what is missing and by how much, e.g. "Missing: time over by 12 ms, accuracy short by 2.1 %." */
export function verdictText(lines: readonly ChallengeLine[], present: Present | null): string {
  if (lines.every(({ met }) => met)) return present?.recorded === true ? 'Met by the recorded search that ships with the page. Now run your own.' : 'Met: every condition holds.';
  const missing = lines.filter(({ met }) => !met).map(({ what, present: its, missing: by }) => {
    if (what === 'board') return 'another board';
    if (its === null) return what === 'accuracy' ? 'an accuracy: run a search' : `${NAMES[what]}: no network`;
    return what === 'accuracy' ? `accuracy short by ${percent(by)}` : `${NAMES[what]} over by ${told(what, by)}`;
  });
  return `Missing: ${missing.join(', ')}.`;
}

/** A challenge in one line, for lists. */
export function challengeText({ sramBytes, flashBytes, latencyMs, macs, accuracy }: Challenge): string {
  const limits = [
    ...(sramBytes === null ? [] : [`${kib(sramBytes)} SRAM`]), ...(flashBytes === null ? [] : [`${kib(flashBytes)} flash`]),
    ...(latencyMs === null ? [] : [ms(latencyMs)]), ...(macs === null ? [] : [`${count(macs)} MACs`]),
  ];
  return [...(limits.length > 0 ? [`within ${limits.join(', ')}`] : []), ...(accuracy === null ? [] : [`${percent(accuracy)} or more`])].join('; ');
}
