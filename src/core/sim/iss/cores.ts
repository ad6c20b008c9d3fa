/** The cores that can be simulated, as sets of instruction-set features. */
import type { Feature } from './ir/lifter.ts';

export type IssCore = 'm0plus' | 'm3' | 'm4' | 'm7' | 'm7dp' | 'm33';

export interface CoreProfile {
  readonly name: string;
  readonly features: ReadonlySet<Feature>;
  /** Unaligned single loads and stores fault. */
  readonly strict: boolean;
}

export const coreProfiles: Readonly<Record<IssCore, CoreProfile>> = {
  m0plus: { name: 'Cortex-M0+', features: new Set<Feature>(['v6m']), strict: true },
  m3: { name: 'Cortex-M3', features: new Set<Feature>(['v6m', 'v7m']), strict: false },
  m4: { name: 'Cortex-M4', features: new Set<Feature>(['v6m', 'v7m', 'dsp', 'fp4']), strict: false },
  m7: { name: 'Cortex-M7', features: new Set<Feature>(['v6m', 'v7m', 'dsp', 'fp4', 'fp5']), strict: false },
  /** The M7 is made with a floating-point unit of either kind. */
  m7dp: { name: 'Cortex-M7', features: new Set<Feature>(['v6m', 'v7m', 'dsp', 'fp4', 'fp5', 'fp64']), strict: false },
  m33: { name: 'Cortex-M33', features: new Set<Feature>(['v6m', 'v7m', 'dsp', 'v8m', 'fp4', 'fp5']), strict: false },
};
