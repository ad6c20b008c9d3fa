/** Time and energy from simulated cycles, with what is known of how right they are. */
import type { Board } from '../../boards/index.ts';
import { figure, type Figure } from '../../lib/index.ts';
import { coreProfiles } from '../iss/cores.ts';
import { coreOf } from './boardMachine.ts';

/** The cycle model in one sentence. */
export function timingModel(board: Board): string {
  const core = coreOf(board);
  if (core === null || board.timing === null) return 'not simulated';
  const pipeline = board.core === 'm7' ? 'dual-issue schedule' : board.core === 'm33' ? 'instruction table (that of the Cortex-M4; Arm gives none)' : 'instruction table';
  const { factor, source } = board.timing;
  return `${coreProfiles[core].name} ${pipeline}; flash: ${source}${factor === 1 ? '' : `; all times ${factor}`}`;
}

/** @param cycles of one inference */
export function simulatedLatency(board: Board, cycles: number): Figure {
  const mhz = board.clockMhz.value;
  return figure(cycles / (mhz * 1000), 'ms', 'simulated', `executed instructions of the image at ${mhz} MHz, prefetch and caches on: ${timingModel(board)}; ${board.timing?.accuracy ?? 'not simulated'}`);
}

/** Of one inference, or null where the board's power has no source. An estimate: the power is that of other programs. */
export function simulatedEnergy(board: Board, latency: Figure): Figure | null {
  if (board.activePowerMw === null) return null;
  const scope = board.powerScope === 'board' ? 'whole board' : 'microcontroller alone';
  return figure((board.activePowerMw.value * latency.value) / 1000, 'mJ', 'estimated', `active power (${scope}: ${board.activePowerMw.source}) x latency (${latency.source})`);
}
