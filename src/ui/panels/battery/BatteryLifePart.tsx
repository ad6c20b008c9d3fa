/** Battery life, closed until asked for; where a board's power has no source it says so instead. */
import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { Analysis, Figure } from '../../../engine/index.ts';
import { energyShown } from '../../../store/index.ts';
import { boardOf, useRecipe, useResults } from '../../app/session.tsx';
import { Disclosure } from '../../kit/index.ts';

const Battery = lazy(async () => ({ default: (await import('./Battery.tsx')).Battery }));

export function BatteryLifePart({ analysis, latency }: { readonly analysis: Analysis; readonly latency: Figure }): ReactNode {
  const [open, setOpen] = useState(false);
  const simulated = useResults(energyShown);
  const board = boardOf(useRecipe());
  const energy = simulated ?? analysis.energy;
  return (
    <Disclosure title="Battery life" hint="how long a coin cell lasts, and what decides it" open={open} onToggle={() => setOpen(!open)}>
      {energy
        ? <Suspense fallback={<p className="fine">Opening …</p>}><Battery latency={latency} energy={energy} /></Suspense>
        : <p className="fine">The power of the {board.name} has no published or measured source here, so there is no energy to reckon with. Boards that have one say so in step 1.</p>}
    </Disclosure>
  );
}
