/** Keeps the page for use without a network, and tells how far that is; the keeping itself is done by service/worker.ts. */

/**
 * `none`: nothing is kept (development, no secure context, refused by the browser); `keeping`: files are being fetched;
 * `kept`: the page works without a network; `newer`: another version has been fetched and waits to take over.
 */
export type OfflineState = 'none' | 'keeping' | 'kept' | 'newer';

export interface Offline {
  /** Lets the newer version take over and opens the page anew. */
  renew(): void;
}

/** @param onState called with every change, `none` where there is nothing to hope for */
export function keepOffline(onState: (state: OfflineState) => void): Offline {
  let waiting: ServiceWorker | null = null;
  const container = import.meta.env.PROD && 'serviceWorker' in navigator ? navigator.serviceWorker : null;
  if (container === null) return { renew: () => {} };

  const watch = (registration: ServiceWorkerRegistration): void => {
    const tell = (): void => {
      waiting = registration.waiting;
      if (waiting !== null && registration.active !== null) onState('newer');
      else onState(registration.active === null ? 'keeping' : 'kept');
    };
    const follow = (worker: ServiceWorker | null): void => worker?.addEventListener('statechange', () => {
      if (worker.state === 'redundant' && registration.active === null) onState('none');
      else tell();
    });
    registration.addEventListener('updatefound', () => follow(registration.installing));
    [registration.installing, registration.waiting].forEach(follow);
    tell();
  };
  container.register('sw.js', { updateViaCache: 'none' }).then(watch).catch(() => onState('none'));

  return {
    renew() {
      container.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting?.postMessage('take over');
    },
  };
}
