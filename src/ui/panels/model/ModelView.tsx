/** The network opened up: its graph, and an inspector for the layer pointed out. Closed until asked for, and fetched then. */
import { lazy, Suspense, useEffect, type KeyboardEvent, type ReactNode } from 'react';
import { useJob, useResults, useSession, useView } from '../../app/session.tsx';
import { Disclosure, JobBar } from '../../kit/index.ts';

const Model = lazy(async () => ({ default: (await import('./Model.tsx')).Model }));

export function ModelView(): ReactNode {
  const { actions, view } = useSession();
  const open = useView((state) => state.modelOpen);
  const analysis = useResults((state) => state.analysis);
  const model = useResults((state) => state.model);
  const letterKeys = useView((state) => state.letterKeys);
  const job = useJob('tensors');
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const { target, currentTarget } = event;
    const typing = target instanceof HTMLElement && target.closest('select, input:not([type=radio])') !== null;
    const field = currentTarget.querySelector<HTMLInputElement>('input[type=search]');
    if (event.key !== '/' || field === null || !letterKeys || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    field.focus();
  };
  useEffect(() => {
    if (open && analysis) void actions.openUp();
  }, [open, analysis, actions]);
  return (
    // one key of the whole area, beside the field it leads to
    <Disclosure id="model" title="Open up the network" hint="as a graph; any layer’s weights, formula, activations and C code" open={open} onToggle={() => view.setState({ modelOpen: !open })} onKeyDown={onKeyDown}>
      {(model === null || job.status === 'failed') && <JobBar job={job} name="Opening" onStop={() => actions.stop('tensors')} />}
      {model && <Suspense fallback={<p className="fine">Opening …</p>}><Model model={model} /></Suspense>}
    </Disclosure>
  );
}
