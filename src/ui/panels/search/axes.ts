/** The costs a search is drawn by: what they are called, and how their figures and ticks are written. */
import { count, countTick, kib, ms } from '../../../charts/index.ts';
import type { CostAxis } from '../../../store/index.ts';

export const AXES: Record<CostAxis, { readonly label: string; readonly format: (value: number) => string; readonly unit: number; readonly tick: (value: number) => string }> = {
  sram: { label: 'peak SRAM, KiB', format: kib, unit: 1024, tick: String },
  flash: { label: 'flash, KiB', format: kib, unit: 1024, tick: String },
  macs: { label: 'MACs', format: (value) => `${count(value)} MACs`, unit: 1, tick: countTick },
  latency: { label: 'latency, ms (estimated)', format: ms, unit: 1, tick: String },
};
