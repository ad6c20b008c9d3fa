// @vitest-environment happy-dom
/** A dialog is open for as long as its owner says so, whatever the browser does to it in between. */
import { act, useEffect, useState, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { useModal } from './useModal.ts';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const ask = (): boolean => dispatchEvent(new Event('ask'));
function Owner(): ReactNode {
  const [open, setOpen] = useState<object | null>(null);
  useEffect(() => addEventListener('ask', () => setOpen({})), []);
  return <Dialog open={open !== null} onClose={() => setOpen(null)} />;
}
function Dialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactNode {
  const modal = useModal(onClose, open);
  return <dialog {...modal}>{open && <input type="file" />}</dialog>;
}

test('Escape asks the owner; closed by the browser and asked for again at once, it is open, and the late word of its closing changes nothing', async () => {
  const host = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(host).render(<Owner />));
  const dialog = host.querySelector('dialog')!;
  const tell = async (type: string, on: EventTarget = dialog): Promise<boolean> => {
    const event = new Event(type, { cancelable: true, bubbles: on !== dialog });
    await act(async () => void on.dispatchEvent(event));
    return event.defaultPrevented;
  };
  await act(async () => void ask());
  expect(dialog.open).toBe(true);
  expect(await tell('cancel', dialog.querySelector('input')!)).toBe(false); // no file was chosen
  expect(dialog.open).toBe(true);
  expect(await tell('cancel')).toBe(true);
  expect([dialog.open, dialog.children.length]).toEqual([false, 0]);

  await act(async () => void ask());
  await act(async () => {
    dialog.open = false; // as the browser closes it: the event comes later
    ask();
  });
  expect(dialog.open).toBe(true);
  await tell('close');
  expect([dialog.open, dialog.children.length]).toEqual([true, 1]);
});
