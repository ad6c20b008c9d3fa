/** Puts the page into the document, over a session that is already open. Called once, by main.tsx. */
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { deskHere, openSession, type SessionHost } from '../store/index.ts';
import { App } from './app/App.tsx';
import { Embed } from './app/Embed.tsx';
import { listenForPrint } from './app/print.ts';
import { restoreTheme } from './app/theme.ts';
import { Mishap } from './kit/index.ts';
import { keepLearning } from './lessons/learn.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/kit.css';
import './styles/charts.css';
import './styles/data.css';
import './styles/inside.css';
import './styles/app.css';
import './styles/print.css';

export async function mount(root: HTMLElement, host: SessionHost): Promise<void> {
  restoreTheme();
  listenForPrint();
  const session = await openSession(host);
  keepLearning(deskHere());
  const { embed } = session.recipe.getState().recipe.view;
  const page = createRoot(root);
  // in slices, between which a slow machine can answer
  startTransition(() => page.render(<Mishap what="Thimble">{embed === undefined ? <App session={session} /> : <Embed session={session} embed={embed} />}</Mishap>));
  void session.actions.loadSamples();
}
