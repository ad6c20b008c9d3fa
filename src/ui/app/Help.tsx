/** The keys of the page, from the registry that also handles them; letter keys can be switched off here. */
import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from '../kit/index.ts';
import { KEYS } from './keys.ts';
import { useSession, useView } from './session.tsx';

export function Help({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const { view } = useSession();
  const letterKeys = useView((state) => state.letterKeys);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="keys-title" onClose={onClose}>
      <h2 id="keys-title">Keys</h2>
      <dl className="keys">
        {KEYS.map((action) => <div key={action.keys}><dt><kbd>{action.keys}</kbd></dt><dd>{action.does}</dd></div>)}
        <div><dt><kbd>← → ↑ ↓</kbd></dt><dd>in a chart: read its values; Enter selects</dd></div>
        <div><dt><kbd>?</kbd></dt><dd>this list</dd></div>
      </dl>
      <label className="check"><input type="checkbox" checked={letterKeys} onChange={(event) => view.setState({ letterKeys: event.target.checked })} /> Letter and number keys act</label>
      <div className="actions"><Button tone="primary" onClick={onClose}>Close</Button></div>
    </dialog>
  );
}
