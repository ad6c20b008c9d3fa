/** The page: header, rail, the nine steps as panels that collapse to their one-line result, and earlier searches. */
import { lazy, Suspense, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { FileTag } from '../../charts/index.ts';
import { isHidden, type JobName } from '../../engine/index.ts';
import { PANELS, type PanelId, type Session } from '../../store/index.ts';
import { Mishap, Panel } from '../kit/index.ts';
import { ClassroomBar, LearnSide } from '../lessons/LearnEntry.tsx';
import { Archive } from './Archive.tsx';
import { useArrival } from './arrival.ts';
import type { CommandContext, DialogName } from './commands.ts';
import { StepControl } from './Control.tsx';
import { fileTag } from './fileTag.ts';
import { Header } from './Header.tsx';
import { Help } from './Help.tsx';
import { listenForKeys } from './keys.ts';
import { LinkResult } from './LinkResult.tsx';
import { Notices } from './Notices.tsx';
import { OfflineNote } from './OfflineNote.tsx';
import { listenForDrops } from './openFile.ts';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
import { boardOf, SessionProvider } from './session.tsx';
import { STEPS } from './steps.ts';
import { summaries } from './summaries.ts';

const Pins = lazy(() => import('../panels/pins/Pins.tsx'));

const BUSY: Partial<Record<JobName, PanelId>> = { readData: 'task', rankSpaces: 'spaces', train: 'supernet', judge: 'supernet', spaceAccuracy: 'supernet', search: 'search', build: 'network', export: 'export', simulate: 'simulate', runImage: 'simulate' };

export function App({ session }: { readonly session: Session }): ReactNode {
  return <SessionProvider value={session}><Shell session={session} /></SessionProvider>;
}

function Shell({ session }: { readonly session: Session }): ReactNode {
  const recipe = useStore(session.recipe, (state) => state.recipe);
  const results = useStore(session.results);
  const jobs = useStore(session.jobs);
  const pinned = useStore(session.pins, ({ pins, dropped }) => pins.length > 0 || dropped !== null);
  const closed = useStore(session.view, (state) => state.closed);
  const family = useStore(session.view, (state) => state.family);
  // an object: the same dialog asked for again is drawn again
  const [dialog, setDialog] = useState<{ readonly name: DialogName } | null>(null);
  const context = useMemo<CommandContext>(() => ({ session, open: (name) => setDialog({ name }) }), [session]);
  const closing = (name: DialogName) => (): void => setDialog((open) => (open?.name === name ? null : open));
  useEffect(() => listenForKeys(context), [context]);
  const [over, setOver] = useState(false);
  useEffect(() => listenForDrops(session, setOver), [session]);
  useEffect(() => {
    const { panel } = session.recipe.getState().recipe.view;
    const known = PANELS.find((id) => id === panel);
    if (known === undefined) return;
    session.view.show(known);
    requestAnimationFrame(() => document.getElementById(known)?.scrollIntoView({ behavior: 'instant' }));
  }, [session]);

  const arrived = useArrival(STEPS.length, recipe.view.panel !== '');

  const lines = useMemo(() => {
    const situation = { recipe, board: boardOf(recipe), results, jobs, view: { family } };
    return Object.fromEntries(STEPS.map(({ id }) => [id, summaries[id](situation)])) as Record<PanelId, string>;
  }, [recipe, results, jobs, family]);
  const busy = useMemo(() => new Set((Object.keys(BUSY) as JobName[]).flatMap((job) => (jobs[job]?.status === 'running' ? [BUSY[job] as PanelId] : []))), [jobs]);

  const share = jobs.search?.status === 'running' && jobs.search.progress ? Math.round((100 * jobs.search.progress.done) / Math.max(1, jobs.search.progress.total)) : null;
  useEffect(() => { document.title = share === null ? 'Thimble' : `${share} % · Thimble`; }, [share]);

  return (
    <>
      <a className="skip" href="#board" onClick={(event) => { event.preventDefault(); document.querySelector<HTMLElement>('#board h2 button')?.focus(); }}>Skip to the first step</a>
      <Header onHelp={() => context.open('help')} onPalette={() => context.open('palette')} />
      <div className="layout">
        <Rail lines={lines} busy={busy} />
        <main>
          <p className="tagline">Neural networks that fit in a thimble: choose a board, search a network that fits it, leave with C code that runs. Everything happens in this page; nothing is uploaded.</p>
          <OfflineNote />
          <Notices />
          <ClassroomBar />
          <Mishap what="The link says"><LinkResult /></Mishap>
          {STEPS.map(({ id, title, body: Body }, index) => !isHidden(recipe.view, `step-${id}`) && (
            <Panel key={id} id={id} step={index + 1} title={title} summary={lines[id]} open={!closed.includes(id)} onToggle={() => session.view.toggle(id)}>
              {index < arrived ? <Mishap what={title}><StepControl panel={id}><FileTag value={fileTag(id, { recipe, search: results.search, opened: results.opened })}><Body /></FileTag></StepControl></Mishap> : <div className="arriving" />}
            </Panel>
          ))}
          {pinned && <Suspense fallback={null}><Pins /></Suspense>}
          <Archive />
        </main>
        <LearnSide />
      </div>
      {over && <p className="drop-over" aria-hidden="true">Drop a model file or a firmware image to open it here. It stays in this page.</p>}
      <Help open={dialog?.name === 'help'} onClose={closing('help')} />
      <Palette context={context} open={dialog?.name === 'palette'} onClose={closing('palette')} />
    </>
  );
}
