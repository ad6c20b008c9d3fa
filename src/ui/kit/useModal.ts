/**
 * Shows a dialog over the page, with the focus in it, for as long as it is open; the browser gives the focus back. Its
 * owner alone says when that is: Escape asks the owner, and the browser's word that a dialog is closed, which comes a
 * moment after, counts only where it has not been opened again since.
 */
import { useLayoutEffect, useRef, type RefObject, type SyntheticEvent } from 'react';

interface Modal {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly onCancel: (event: SyntheticEvent<HTMLDialogElement>) => void;
  readonly onClose: (event: SyntheticEvent<HTMLDialogElement>) => void;
}

/** @returns what the `dialog` is given; one that is not always there is closed before it goes, so that the focus comes back */
export function useModal(close: () => void, open = true): Modal {
  const ref = useRef<HTMLDialogElement>(null);
  // at every drawing: the browser may have closed what is asked for again
  useLayoutEffect(() => {
    if (open && !ref.current?.open) ref.current?.showModal();
    else if (!open) ref.current?.close();
  });
  useLayoutEffect(() => {
    const dialog = ref.current;
    return () => dialog?.close();
  }, []);
  return {
    ref,
    onCancel: (event) => {
      if (event.target !== event.currentTarget) return; // of a file that was not chosen
      event.preventDefault();
      close();
    },
    onClose: ({ currentTarget }) => { if (!currentTarget.open) close(); },
  };
}
