/** What the page has to say outside any step: links opened or refused, storage that fails. Polite, and dismissed by hand. */
import type { ReactNode } from 'react';
import { focusBeside } from '../kit/index.ts';
import { useSession, useView } from './session.tsx';

export function Notices(): ReactNode {
  const notices = useView((state) => state.notices);
  const { view } = useSession();
  return (
    <div className="notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <p key={notice.id} className={`notice ${notice.tone}`}>
          <span>{notice.tone === 'problem' && <strong>Problem: </strong>}{notice.text}</span>
          <button type="button" className="button quiet" data-remove aria-label="Dismiss" onClick={({ currentTarget }) => { focusBeside(currentTarget, document.querySelector('.panel h2 button')); view.dismiss(notice.id); }}>✕</button>
        </p>
      ))}
    </div>
  );
}
