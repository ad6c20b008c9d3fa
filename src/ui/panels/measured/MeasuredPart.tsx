/** Figures of the person's own board beside the simulation, closed until asked for; open where a log of this network is kept. */
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import type { SimulateResult } from '../../../engine/index.ts';
import { measuredId } from '../../../store/index.ts';
import { useMeasured, useRecipe } from '../../app/session.tsx';
import { Disclosure } from '../../kit/index.ts';

const Measured = lazy(async () => ({ default: (await import('./Measured.tsx')).Measured }));

/** @param network what it is called */
export function MeasuredPart({ result, network }: { readonly result: SimulateResult; readonly network: string }): ReactNode {
  const { board } = useRecipe();
  const { logs } = useMeasured();
  const id = useMemo(() => measuredId(board, result.layers), [board, result.layers]);
  const [chosen, setOpen] = useState<boolean | null>(null);
  const open = chosen ?? logs.some((one) => one.id === id);
  return (
    <Disclosure title="Measured on a board" hint="bring what your own board printed, and see it beside these figures" open={open} onToggle={() => setOpen(!open)}>
      <Suspense fallback={<p className="fine">Opening …</p>}><Measured id={id} result={result} network={network} /></Suspense>
    </Disclosure>
  );
}
