/**
 * The SRAM peak as a sum one can check: the tensors and scratch alive at the step where the arena is fullest. A tensor
 * that overwrites another in place adds nothing, and says so, since every total is shown as a sum.
 */
import type { ArenaView } from '../../engine/index.ts';

export interface PeakPart {
  readonly name: string;
  readonly bytes: number;
  /** Name of the tensor whose bytes it reuses, or null. */
  readonly inPlaceOf: string | null;
}

export interface Peak {
  readonly step: number;
  readonly parts: readonly PeakPart[];
  /** Sum of the parts that add bytes. */
  readonly bytes: number;
  /** Arena bytes beyond that sum: room the plan could not fill at this step. */
  readonly gaps: number;
}

interface Span extends PeakPart { readonly offset: number; readonly size: number }

export function peakOf(arena: ArenaView): Peak {
  let peak: Peak = { step: 0, parts: [], bytes: 0, gaps: 0 };
  for (let step = 0; step < arena.steps.length; step++) {
    const parts = partsAt(arena, step);
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    if (bytes > peak.bytes) peak = { step, parts, bytes, gaps: arena.bytes - bytes };
  }
  return peak;
}

function partsAt(arena: ArenaView, step: number): PeakPart[] {
  const alive = [
    ...arena.tensors.filter((tensor) => tensor.first <= step && step <= tensor.last),
    ...arena.scratch.filter((scratch) => scratch.step === step).map((scratch) => ({ ...scratch, name: 'scratch', first: step })),
  ].sort((a, b) => a.first - b.first || a.offset - b.offset);
  const spans: Span[] = [];
  for (const { name, offset, bytes } of alive) {
    const under = spans.filter((span) => span.offset < offset + bytes && offset < span.offset + span.size);
    const shared = under.reduce((sum, span) => sum + Math.min(span.offset + span.size, offset + bytes) - Math.max(span.offset, offset), 0);
    spans.push({ name, offset, size: bytes, bytes: Math.max(0, bytes - shared), inPlaceOf: under[0]?.name ?? null });
  }
  return spans.map(({ name, bytes, inPlaceOf }) => ({ name, bytes, inPlaceOf }));
}
