/**
 * Where the focus goes when what holds it is taken away, so that whoever works by keyboard goes on from there and is not
 * thrown to the top of the page (WCAG 2.4.3).
 */
import { useEffect, useRef, useState, type RefObject } from 'react';

/**
 * Called before an item of a list, a table or the notices goes with the button that removes it, which bears
 * `data-remove`: the focus is put on the same button of the next item, else of the one before, else on `otherwise`.
 */
export function focusBeside(button: HTMLElement, otherwise: HTMLElement | null): void {
  const item = button.closest('li, tr, .notice');
  const [next, last] = [item?.nextElementSibling, item?.previousElementSibling].map((one) => one?.querySelector<HTMLElement>('[data-remove]') ?? null);
  (next ?? last ?? otherwise)?.focus();
}

/** For what stands in the place of a thing taken away, its Undo: has the focus as the thing goes, not where it is only made anew. */
export function useFocusAs<T extends HTMLElement>(gone: unknown): RefObject<T | null> {
  const element = useRef<T>(null);
  const known = useRef(gone);
  useEffect(() => {
    if (gone !== null && gone !== known.current) element.current?.focus();
    known.current = gone;
  }, [gone]);
  return element;
}

interface Keyed {
  readonly names: readonly string[];
  readonly keys: readonly number[];
}

/** A name that stays keeps its key; of as many names as before, a new one is another's that was renamed. */
export function keysAfter({ names: old, keys }: Keyed, names: readonly string[]): readonly number[] {
  let fresh = Math.max(-1, ...keys);
  return names.map((name, at) => {
    const known = old.indexOf(name);
    return known >= 0 ? keys[known] : names.length === old.length && !names.includes(old[at]) ? keys[at] : ++fresh;
  });
}

/** Keys for items that have only names, which may change while the focus is in them: a renamed item is not made anew. */
export function useKeys(names: readonly string[]): readonly number[] {
  const [known, setKnown] = useState<Keyed>(() => ({ names, keys: keysAfter({ names: [], keys: [] }, names) }));
  if (known.names === names) return known.keys;
  const keys = keysAfter(known, names);
  setKnown({ names, keys });
  return keys;
}
