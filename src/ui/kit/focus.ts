/**
 * Where the focus goes when what holds it is taken away, so that whoever works by keyboard goes on from there and is not
 * thrown to the top of the page (WCAG 2.4.3).
 */
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

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

const isGone = (element: HTMLElement): boolean => !element.isConnected || element.matches(':disabled');

/**
 * For a long job, whose button goes or is disabled as it begins, and whose Stop goes as it ends: the focus that either
 * had is passed to the other, within the section that `line` stands in. Where it is elsewhere by then it stays there.
 * @returns for the job's Stop
 */
export function useFocusPassedOn(line: RefObject<HTMLElement | null>, running: boolean): RefObject<HTMLButtonElement | null> {
  const stop = useRef<HTMLButtonElement>(null);
  const held = useRef<HTMLElement | null>(null);
  const before = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const onIn = ({ target }: FocusEvent): void => {
      held.current = target instanceof HTMLElement && line.current?.closest('section')?.contains(target) ? target : null;
      if (target !== stop.current) before.current = held.current;
    };
    // asked once the page is drawn: what was taken away has not been left
    const onOut = ({ target }: FocusEvent): void => queueMicrotask(() => { if (target === held.current && held.current && document.hasFocus() && !isGone(held.current)) held.current = null; });
    document.addEventListener('focusin', onIn);
    document.addEventListener('focusout', onOut);
    return () => {
      document.removeEventListener('focusin', onIn);
      document.removeEventListener('focusout', onOut);
    };
  }, [line]);
  useLayoutEffect(() => {
    if (held.current === null || !isGone(held.current)) return;
    const back = before.current && !isGone(before.current) ? before.current : lastBefore(line.current);
    (running ? stop.current : back)?.focus({ preventScroll: true });
  }, [line, running]);
  return stop;
}

/** The nearest button of the section that can be pressed and stands before this. */
function lastBefore(line: HTMLElement | null): HTMLElement | undefined {
  const buttons = [...(line?.closest('section')?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])];
  return buttons.findLast((button) => line && button.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING);
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
