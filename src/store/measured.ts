/**
 * What a person's own board measured: the log they brought, of which network on which board, and when. One per network
 * and board; it stands beside the simulation and changes no other figure.
 */
import { createStore } from 'zustand/vanilla';
import { InputError } from '../core/lib/index.ts';
import type { MeasuredLog, SimulateResult } from '../engine/index.ts';

export interface BroughtLog {
  /** The board and every layer of the network: another width, or other patches, is another network; the same one compiled otherwise is not. */
  readonly id: string;
  readonly board: string;
  /** What the network was called when it was brought. */
  readonly network: string;
  /** The file's name, or that it was pasted. */
  readonly file: string;
  readonly broughtAt: number;
  readonly log: MeasuredLog;
}

export interface MeasuredState {
  /** Newest first. */
  readonly logs: readonly BroughtLog[];
  /** The last one taken away, or replaced by another. */
  readonly dropped: BroughtLog | null;
}

export const MOST_LOGS = 12;

/** By what a network is known here. */
export const measuredId = (board: string, layers: SimulateResult['layers']): string => [board, ...layers.map(({ name, op, macs }) => `${name} ${op} ${macs}`)].join('\n');

export const createMeasuredStore = () => {
  const store = createStore<MeasuredState>(() => ({ logs: [], dropped: null }));
  const without = (logs: readonly BroughtLog[], id: string): readonly BroughtLog[] => logs.filter((one) => one.id !== id);
  const foundOf = (logs: readonly BroughtLog[], id: string): BroughtLog | null => logs.find((one) => one.id === id) ?? null;
  return {
    ...store,
    /**
     * In place of the one of the same network and board.
     * @throws InputError where there is none and as many are kept as ever are; nothing changes
     */
    bring: (log: BroughtLog): void => store.setState(({ logs }) => {
      const dropped = foundOf(logs, log.id);
      if (dropped === null && logs.length >= MOST_LOGS) throw new InputError(`${logs.length} logs of boards are kept, and more are not: remove one of those below first.`);
      return { logs: [log, ...without(logs, log.id)], dropped };
    }),
    drop: (id: string): void => store.setState(({ logs }) => ({ logs: without(logs, id), dropped: foundOf(logs, id) })),
    undrop: (): void => store.setState(({ logs, dropped }) => (dropped === null ? {} : { logs: [dropped, ...without(logs, dropped.id)], dropped: null })),
  };
};
export type MeasuredStore = ReturnType<typeof createMeasuredStore>;

/** Of stored values those that are logs, whatever wrote them. */
export function readLogs(stored: unknown): BroughtLog[] {
  if (!Array.isArray(stored)) return [];
  return (stored as readonly (Partial<BroughtLog> | null)[]).flatMap((one) => {
    const texts = [one?.id, one?.board, one?.network, one?.file].every((text) => typeof text === 'string');
    const lists = [one?.log?.rows, one?.log?.kinds, one?.log?.totals].every((list) => Array.isArray(list));
    return texts && lists && typeof one?.broughtAt === 'number' ? [one as BroughtLog] : [];
  });
}
