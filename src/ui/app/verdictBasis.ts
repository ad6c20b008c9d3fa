/**
 * What a verdict on the network shown rests on. Its estimate of time is one of a class of libraries and counts every
 * kernel as fast; by the simulation the same network may well break a limit that it keeps by the estimate, or the other
 * way round. So a verdict that the estimate decides says so, until the simulation has told.
 */
import type { BudgetView } from '../../engine/index.ts';
import { analysisInHand, latencyShown, type ResultsState } from '../../store/index.ts';

/** To stand behind "fits" or "latency over by ..."; empty where no limit of time is set or the time was simulated. */
export function verdictBasis(results: ResultsState, simulating: boolean, { latencyMs }: Pick<BudgetView, 'latencyMs'>): string {
  const latency = latencyShown(results);
  if (latency?.kind !== 'estimated' || latencyMs === null) return '';
  const coming = simulating && results.analysis === analysisInHand(results);
  return coming ? ' by the estimate; simulating …' : ' by the estimate';
}
