/** Puts the page into the document, over a session that is already open. Called once, by main.tsx. */
import { createRoot } from 'react-dom/client';
import { openSession, type SessionHost } from '../store/index.ts';
import { App } from './app/App.tsx';
import { applyTheme, readTheme } from './app/theme.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/kit.css';
import './styles/charts.css';
import './styles/data.css';
import './styles/inside.css';

export async function mount(root: HTMLElement, host: SessionHost): Promise<void> {
  applyTheme(readTheme());
  const session = await openSession(host);
  createRoot(root).render(<App session={session} />);
  void session.actions.loadSamples();
}
