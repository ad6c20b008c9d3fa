// @vitest-environment happy-dom
/** The theme that was chosen: in force at once, kept for the next visit, followed where another tab chooses; nothing else is taken from storage. */
import { beforeEach, expect, test } from 'vitest';
import { applyTheme, restoreTheme, themeStore } from './theme.ts';

beforeEach(() => localStorage.clear());

test.each([['light', 'light'], ['dark', 'dark'], ['system', undefined]] as const)('%s is in force, and again after a reload', (theme, shown) => {
  applyTheme(theme);
  expect(document.documentElement.dataset.theme).toBe(shown);
  document.documentElement.dataset.theme = 'other';
  restoreTheme();
  expect([document.documentElement.dataset.theme, themeStore.getState().theme]).toEqual([shown, theme]);
});

test('what another tab chooses holds here, too; what is no theme is as the system has it', () => {
  restoreTheme();
  for (const [stored, theme] of [['dark', 'dark'], ['sepia', 'system']] as const) {
    localStorage.setItem('thimble-theme', stored);
    dispatchEvent(new StorageEvent('storage', { key: 'thimble-theme', newValue: stored }));
    expect(themeStore.getState().theme).toBe(theme);
  }
});
