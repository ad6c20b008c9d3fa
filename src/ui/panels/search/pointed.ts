/** The network pointed at in one chart of a search, marked in the others; it goes with the pointer, so nothing of it is kept. */
import { useCallback, useState } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Pointed = StoreApi<{ readonly id: string | null }>;

export const usePointedStore = (): Pointed => useState(() => createStore<{ readonly id: string | null }>(() => ({ id: null })))[0];

/** Props of a chart that marks it and tells of it. */
export function usePointed(store: Pointed): { readonly pointed: string | null; readonly onPoint: (id: string | null) => void } {
  return { pointed: useStore(store, ({ id }) => id), onPoint: useCallback((id) => { if (store.getState().id !== id) store.setState({ id }); }, [store]) };
}
