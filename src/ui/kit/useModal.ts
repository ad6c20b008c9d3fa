/** Shows a dialog over the page, with the focus in it, for as long as it is open; the browser gives the focus back. */
import { useEffect, useRef, type RefObject } from 'react';

export function useModal(open = true): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return dialog;
}
