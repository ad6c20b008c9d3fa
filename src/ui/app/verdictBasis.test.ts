/** A verdict says that it rests on an estimate, where it does, and that the simulation is on its way, where it is. */
import { expect, test } from 'vitest';
import type { Analysis, SimulateResult } from '../../engine/index.ts';
import type { ResultsState } from '../../store/index.ts';
import { verdictBasis } from './verdictBasis.ts';

const figure = (kind: 'estimated' | 'simulated') => ({ value: 137, unit: 'ms', kind, source: '' });
const analysis = { genome: null, latency: figure('estimated') } as Analysis;
const opened = { name: 'x.tflite' } as ResultsState['opened'];
const ran = { simulated: {}, latency: figure('simulated') } as SimulateResult;
const state = (more: Partial<ResultsState>): ResultsState => ({ opened, analysis, search: null, simulated: null, ...more }) as ResultsState;
const [running, still] = [true, false];

test.each([
  ['no limit of time asks for none', state({}), running, null, ''],
  ['no network has none', state({ analysis: null }), running, 150, ''],
  ['the estimate decides', state({}), still, 150, ' by the estimate'],
  ['the simulation is on its way', state({}), running, 150, ' by the estimate; simulating …'],
  ['it is on its way for another network than the one looked at', state({ opened: null, analysis: { ...analysis, genome: 'another' }, search: { result: { genome: 'one', analysis } } as unknown as ResultsState['search'] }), running, 150, ' by the estimate'],
  ['simulated', state({ simulated: ran }), still, 150, ''],
  ['a board that is not simulated stays estimated', state({ simulated: { ...ran, simulated: null } }), still, 150, ' by the estimate'],
] as const)('%s', (_, results, simulating, latencyMs, said) => expect(verdictBasis(results, simulating, { latencyMs })).toBe(said));
