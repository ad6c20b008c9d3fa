/** Figures of the person's own board beside the simulation, closed until asked for; open for those who have brought a log. */
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import type { Figure, SimulateResult } from '../../../engine/index.ts';
import { measuredId } from '../../../store/index.ts';
import { useMeasured, useRecipe } from '../../app/session.tsx';
import { Disclosure } from '../../kit/index.ts';

const Measured = lazy(async () => ({ default: (await import('./Measured.tsx')).Measured }));

interface Props {
  readonly result: SimulateResult;
  /** What it is called. */
  readonly network: string;
  /** What a search judges it by, of the whole inference. */
  readonly estimate: Figure | null;
}

export function MeasuredPart({ result, network, estimate }: Props): ReactNode {
  const { board } = useRecipe();
  const { logs, dropped } = useMeasured();
  const id = useMemo(() => measuredId(board, result.layers), [board, result.layers]);
  const [chosen, setOpen] = useState<boolean | null>(null);
  const open = chosen ?? (logs.length > 0 || dropped !== null);
  return (
    <Disclosure title="Measured on a board" hint="bring what your own board printed, and see it beside these figures" open={open} onToggle={() => setOpen(!open)}>
      <Suspense fallback={<p className="fine">Opening …</p>}><Measured id={id} result={result} network={network} estimate={estimate} /></Suspense>
    </Disclosure>
  );
}
