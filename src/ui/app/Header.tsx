/** The bar that stays in sight: name, verdict of the chosen network, undo, link, theme and key help. */
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { kib, ms } from '../../charts/index.ts';
import { latencyShown, sameRun } from '../../store/index.ts';
import { Button, Verdict } from '../kit/index.ts';
import { LearnButton } from '../lessons/LearnEntry.tsx';
import { keysOf } from './keys.ts';
import { boardOf, useLimits, useRecipe, useResults, useSession, useVerdictBasis } from './session.tsx';
import { copyLink } from './share.ts';
import { useAnew } from './useAnew.ts';
import { applyTheme, themeStore, type Theme } from './theme.ts';

export function Header({ onHelp, onPalette }: { readonly onHelp: () => void; readonly onPalette: () => void }): ReactNode {
  const session = useSession();
  const { recipe: store } = session;
  const { recipe, past, future, linked } = useStore(store);
  return (
    <header className="top">
      <div className="brand">
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path className="brand-mark" d="M7 20 8.4 7.5a3.6 3.6 0 0 1 7.2 0L17 20z" /><path className="brand-rim" d="M5.5 20h13" /><path className="brand-dots" d="M11 8h0m2 0h0m-3 3.5h0m2 0h0m2 0h0m-4.400 3.500h0m2.400 0h0m2.400 0h0" /></svg>
        <h1>Thimble</h1>
      </div>
      <HeaderVerdict />
      <div className="top-tools">
        {linked && !sameRun(linked, recipe) && <Button tone="quiet" onClick={() => store.edit(() => linked)}>Changed from link: go back</Button>}
        <Button tone="quiet" aria-label="Undo" title={titled('Undo', 'undo')} disabled={past.length === 0} onClick={() => store.undo()}><span aria-hidden="true">↶</span></Button>
        <Button tone="quiet" aria-label="Redo" title={titled('Redo', 'redo')} disabled={future.length === 0} onClick={() => store.redo()}><span aria-hidden="true">↷</span></Button>
        <Button onClick={() => void copyLink(session)}>Copy link</Button>
        <LearnButton />
        <ThemeSwitch />
        <Button tone="quiet" aria-label="Commands" title={titled('Commands', 'palette')} onClick={onPalette}><svg className="glass" viewBox="0 0 16 16" width="15" height="15" aria-hidden="true"><circle cx="6.8" cy="6.8" r="4.3" /><path d="m10.200 10.200 4 4" /></svg></Button>
        <Button tone="quiet" aria-label="Keys" title={titled('Keys', 'help')} onClick={onHelp}><span aria-hidden="true">?</span></Button>
      </div>
    </header>
  );
}

/** e.g. "Undo (Ctrl Z)", as the platform writes it. */
const titled = (name: string, command: string): string => `${name} (${keysOf(command)})`;

function HeaderVerdict(): ReactNode {
  const analysis = useResults((state) => state.analysis);
  const latency = useResults(latencyShown);
  const budget = useLimits();
  const basis = useVerdictBasis();
  const anew = useAnew();
  const { name } = boardOf(useRecipe());
  if (!analysis || !latency) return <span className="top-verdict" />;
  const { sramBytes } = analysis.verdict;
  const { value: latencyMs, kind } = latency;
  const flashBytes = analysis.flashBytes.total;
  return (
    <p className="top-verdict">
      <Verdict budget={budget} costs={{ sramBytes, flashBytes, latencyMs }} basis={basis} />{anew && <span className="tag">working it out anew …</span>}
      <span className="hint">
        {name}: {kib(sramBytes)} of {kib(Math.max(0, budget.sramBytes - budget.headroomBytes))} SRAM, {kib(flashBytes)} of {kib(budget.flashBytes)} flash, {ms(latencyMs)} {kind}
      </span>
    </p>
  );
}

function ThemeSwitch(): ReactNode {
  const theme = useStore(themeStore, (state) => state.theme);
  return (
    <span className="theme" title="Theme">
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><circle cx="8" cy="8" r="6.500" /><path d="M8 1.500a6.500 6.500 0 0 1 0 13z" /></svg>
      <select aria-label="Theme" value={theme} onChange={(event) => applyTheme(event.target.value as Theme)}>
        <option value="system">Auto</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </span>
  );
}
