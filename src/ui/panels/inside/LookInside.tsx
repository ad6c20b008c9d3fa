/**
 * The run from inside: the arena while it fills, any instruction reached from either side, registers, code with the
 * cycles it cost. Closed until asked for, since most visits only want the answer.
 */
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import type { SimLayer } from '../../../engine/index.ts';
import { useJob, useResults, useSession } from '../../app/session.tsx';
import { Disclosure, JobBar } from '../../kit/index.ts';

const Inside = lazy(async () => ({ default: (await import('./Inside.tsx')).Inside }));

/** @param input the one shown; the run is done again when another is */
export function LookInside({ input, layers }: { readonly input: Int8Array; readonly layers: readonly SimLayer[] }): ReactNode {
  const { actions } = useSession();
  const inside = useResults((state) => state.inside);
  const job = useJob('inside');
  const [open, setOpen] = useState(false);
  const shown = inside?.input === input ? inside : null;
  useEffect(() => {
    if (open && inside?.input !== input) void actions.lookInside(input);
  }, [open, input, inside?.input, actions]);
  return (
    <Disclosure title="Look inside the run" hint="the arena while it fills, step by step through the code, what bounds each layer" open={open} onToggle={() => setOpen(!open)}>
      <JobBar job={job} name="Looking inside" onStop={() => actions.stop('inside')} />
      {shown && <Suspense fallback={<p className="fine">Opening …</p>}><Inside state={shown} layers={layers} /></Suspense>}
    </Disclosure>
  );
}
