/**
 * One panel, or one chart of it, alone in another page's frame: to be read, not worked with. It keeps nothing in the
 * browser, runs no search, and says where it is from, with the link that opens the whole.
 */
import { useEffect, useMemo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { encodeLink, encodeResultLink, type Recipe } from '../../engine/index.ts';
import { PANELS, sameRun, type PanelId, type Session } from '../../store/index.ts';
import { Mishap } from '../kit/index.ts';
import { LinkResult } from './LinkResult.tsx';
import { boardOf, SessionProvider } from './session.tsx';
import { addressOf } from './share.ts';
import { STEPS } from './steps.ts';

const AFTER_SEARCH: readonly PanelId[] = ['search', 'network', 'export', 'simulate', 'live'];

/** e.g. "network" or "network-arena": a panel, and after a dash the name of one of its charts. */
function framedParts(embed: string): { readonly panel: PanelId; readonly chart: string | null } | null {
  const [name, ...rest] = embed.split('-');
  const panel = PANELS.find((id) => id === name);
  return panel === undefined ? null : { panel, chart: rest.length === 0 ? null : rest.join('-') };
}

/** The same sitting with everything that would set or start something left out. */
const onlyToRead = (session: Session): Session => ({
  ...session,
  recipe: { ...session.recipe, edit: () => false, undo: () => {}, redo: () => {} },
  actions: { ...session.actions, search: () => Promise.resolve(), train: () => Promise.resolve(), openModel: () => Promise.resolve(), runFirmware: () => Promise.resolve() },
});

export function Embed({ session, embed }: { readonly session: Session; readonly embed: string }): ReactNode {
  const { recipe, told } = useStore(session.recipe);
  const reading = useMemo(() => onlyToRead(session), [session]);
  const framed = framedParts(embed);
  const step = STEPS.find(({ id }) => id === framed?.panel);
  const { embed: _, ...view } = recipe.view;
  const whole: Recipe = { ...recipe, view: { ...view, panel: framed?.panel ?? '' } };
  const borrowed = useStore(session.results, ({ search }) => search?.recorded === true && !sameRun(search.recipe, recipe));
  const title = step?.title ?? 'Thimble';
  useEffect(() => { document.title = `Thimble: ${title}`; }, [title]);
  useOneChart(framed?.chart ?? null);
  const Body = step?.body;
  return (
    <SessionProvider value={reading}>
      <main className="embed">
        <h1>{title}</h1>
        {told && (framed?.panel === 'search' || framed?.panel === 'network') && framed.chart === null && <LinkResult readOnly />}
        {borrowed && framed && AFTER_SEARCH.includes(framed.panel) && <p className="fine">Drawn from the search that ships with Thimble; the link’s own settings have not been run here.</p>}
        {Body ? <div className="panel-body"><Mishap what={title}><Body /></Mishap></div> : <p>This link shows “{embed}” alone, which this Thimble does not have. The whole opens below.</p>}
        <footer className="embed-foot">
          <span>Made with <strong>Thimble</strong>, networks that fit in a thimble: {recipe.task} on {boardOf(recipe).name}.</span>
          <a href={addressOf(told ? encodeResultLink({ recipe: whole, result: told }) : encodeLink(whole))} target="_blank" rel="noopener">Open the whole tool</a>
        </footer>
      </main>
    </SessionProvider>
  );
}

/** Of a panel only the chart of that name stays in sight. The policy lets no inline style in; a sheet made here is none. */
function useOneChart(chart: string | null): void {
  useEffect(() => {
    if (chart === null) return undefined;
    const wanted = `figure[data-name="${chart}"]`;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`.embed .panel-body *:not(${wanted}, ${wanted} *, :has(${wanted})) { display: none; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    // A chart may stand in a part that is closed until asked for.
    const open = (): void => document.querySelectorAll('.embed details').forEach((part) => part.setAttribute('open', ''));
    const watch = new MutationObserver(open);
    watch.observe(document.body, { childList: true, subtree: true });
    open();
    return () => {
      watch.disconnect();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    };
  }, [chart]);
}
