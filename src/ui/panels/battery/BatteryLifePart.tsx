/** Battery life, closed until asked for; where a board's power has no source it says so instead. */
import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { Analysis, Figure } from '../../../engine/index.ts';
import { energyShown } from '../../../store/index.ts';
import { boardOf, useRecipe, useResults } from '../../app/session.tsx';

const Battery = lazy(async () => ({ default: (await import('./Battery.tsx')).Battery }));

export function BatteryLifePart({ analysis, latency }: { readonly analysis: Analysis; readonly latency: Figure }): ReactNode {
  const [open, setOpen] = useState(false);
  const simulated = useResults(energyShown);
  const board = boardOf(useRecipe());
  const energy = simulated ?? analysis.energy;
  return (
    <div className="inside">
      <h3>
        <button type="button" className="disclosure" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className="chevron" aria-hidden="true" />Battery life
        </button>
        {!open && <span className="hint">how long a coin cell lasts, and what decides it</span>}
      </h3>
      {open && (energy
        ? <Suspense fallback={<p className="fine">Opening …</p>}><Battery latency={latency} energy={energy} /></Suspense>
        : <p className="fine">The power of the {board.name} has no published or measured source here, so there is no energy to reckon with. Boards that have one say so in step 1.</p>)}
    </div>
  );
}
