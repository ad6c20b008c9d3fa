/** Light, dark, or as the system has it; kept in this browser only, never in a link. */
import { createStore } from 'zustand/vanilla';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'thimble-theme';
const isTheme = (value: string | null): value is Theme => value === 'system' || value === 'light' || value === 'dark';

function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return isTheme(stored) ? stored : 'system';
  } catch {
    return 'system'; // storage refused
  }
}

/** The one in force, which several places show and set. */
export const themeStore = createStore<{ readonly theme: Theme }>(() => ({ theme: 'system' }));

/** As kept from an earlier visit, and as another tab sets it from now on. */
export function restoreTheme(): void {
  put(readTheme());
  addEventListener('storage', ({ key }) => { if (key === KEY) put(readTheme()); });
}

function put(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  themeStore.setState({ theme });
}

export function applyTheme(theme: Theme): void {
  put(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return; // the theme holds until the page closes
  }
}
