/** Puts the page into the document, over a session that is already open. Called once, by main.tsx. */
import { createRoot } from 'react-dom/client';
import { openSession, type SessionHost } from '../store/index.ts';
import { App } from './app/App.tsx';
import { Embed } from './app/Embed.tsx';
import { restoreTheme } from './app/theme.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/kit.css';
import './styles/charts.css';
import './styles/data.css';
import './styles/inside.css';
import './styles/app.css';

export async function mount(root: HTMLElement, host: SessionHost): Promise<void> {
  restoreTheme();
  const session = await openSession(host);
  const { embed } = session.recipe.getState().recipe.view;
  createRoot(root).render(embed === undefined ? <App session={session} /> : <Embed session={session} embed={embed} />);
  void session.actions.loadSamples();
}
