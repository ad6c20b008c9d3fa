/** What each step is called, for whatever names it without showing it. */
import type { PanelId } from '../../store/index.ts';

export const STEP_TITLES: Record<PanelId, string> = {
  board: 'Board and budgets', task: 'Task', spaces: 'Search spaces', supernet: 'Supernet', search: 'Search', network: 'Chosen network', export: 'Export', simulate: 'Simulate', live: 'Try it live',
};
