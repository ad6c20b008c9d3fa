/** What a sitting keeps in the browser, by name: what lies on a tab's own desk, and what all tabs have in common. */
import type { SearchState, TrainState } from './results.ts';

export const KEYS = { recipe: 'recipe', view: 'view', search: 'search', training: 'training', takes: 'takes', own: 'own' } as const;
/** What all tabs have in common; the rest lies on each one's desk. */
export const SHARED = { archive: 'archive', pins: 'pins', kept: 'kept', measured: 'measured' } as const;

export interface StoredSearch extends SearchState { readonly running: boolean }
export interface StoredTraining extends TrainState { readonly running?: boolean }

/** The address of the page, and the one before it: a reload that was asked for as the page wrote a new one comes back to that. */
export interface Addresses {
  readonly address: string;
  readonly before: string;
}
