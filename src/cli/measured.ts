/** What a board measured beside what was simulated, for people and for programs. */
import { basename } from 'node:path';
import { calibrationRow, measuredFinding, residualsInWords, type CalibrationRow, type Comparison } from '../engine/index.ts';
import { table } from './output.ts';

/** @param log its path */
export function measuredJson(compared: Comparison, board: string, log: string): Comparison & { readonly finding: string; readonly calibration: CalibrationRow | null } {
  return { ...compared, finding: measuredFinding(compared), calibration: calibrationRow(compared, board, `measured, log ${basename(log)}`) };
}

export function measuredReport(compared: Comparison): string {
  const { rows, notes, reckonedKind } = compared;
  const lines = rows.map(({ name, measured, reckoned, runs }) => [name, String(Math.round(measured)), String(Math.round(reckoned)), reckoned === 0 ? '-' : (measured / reckoned).toFixed(3), String(runs)]);
  const left = residualsInWords(compared);
  return [
    measuredFinding(compared),
    ...(left === null ? [] : [left]),
    ...(lines.length === 0 ? [] : [table(['layer', 'measured', reckonedKind, 'ratio', 'runs'], lines)]),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}
