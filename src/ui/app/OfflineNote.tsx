/** Says that the page works without a network once it does, and offers a newer version once that has been fetched. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { keepOffline, type Offline, type OfflineState } from '../../workers/index.ts';
import { Button } from '../kit/index.ts';

export function OfflineNote(): ReactNode {
  const [state, setState] = useState<OfflineState>('none');
  const offline = useRef<Offline | null>(null);
  useEffect(() => {
    const begin = (): void => { offline.current = keepOffline(setState); };
    // What the first view needs comes first.
    if (document.readyState === 'complete') begin();
    else addEventListener('load', begin, { once: true });
    return () => removeEventListener('load', begin);
  }, []);
  return (
    <div role="status" aria-live="polite">
      {state === 'kept' && <p className="hint">Kept on this device: Thimble now opens and works without a network, too.</p>}
      {state === 'newer' && (
        <p className="notice info">
          <span>A newer Thimble is here. Opening it stops what runs now; settings and finished results stay.</span>
          <Button onClick={() => offline.current?.renew()}>Open the newer one</Button>
        </p>
      )}
    </div>
  );
}
