/**
 * The service worker: keeps every file of one version of Thimble, so that the page opens and all of it works with the
 * network off after the first visit. Files are stored under their content's hash; a new version fetches only what
 * changed, waits until the page asks for it (or all tabs are closed), and then forgets what it no longer needs.
 * Nothing but this site's own files is ever asked for. The build puts the list of files in (vite.config.ts).
 */
/** Path from the site's root folder, and the first digits of its content's hash. */
declare const __FILES__: readonly (readonly [path: string, hash: string])[];

// the library's type of a service worker's global object, which its `self` does not have
const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = 'thimble-files';
const START = 'index.html';
const hashes = new Map(__FILES__);

const urlOf = (path: string): string => new URL(path, worker.registration.scope).href;
const keyOf = (path: string, hash: string): string => `${urlOf(path)}?${hash}`;

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(Array.from(hashes, async ([path, hash]) => {
    const key = keyOf(path, hash);
    if (await cache.match(key)) return;
    const response = await fetch(urlOf(path), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    await cache.put(key, response);
  }));
}

async function forget(): Promise<void> {
  const cache = await caches.open(CACHE);
  const wanted = new Set(Array.from(hashes, ([path, hash]) => keyOf(path, hash)));
  await Promise.all((await cache.keys()).filter(({ url }) => !wanted.has(url)).map((request) => cache.delete(request)));
}

/** @returns path below the site's folder; the folder itself is its start page. Null: not of this site */
function pathOf(request: Request): string | null {
  const { origin, pathname } = new URL(request.url);
  const scope = new URL(worker.registration.scope);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return null;
  return pathname.slice(scope.pathname.length) || START;
}

async function answer(request: Request, path: string, hash: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(keyOf(path, hash))) ?? fetch(request);
}

worker.addEventListener('install', (event) => event.waitUntil(keep()));
worker.addEventListener('activate', (event) => event.waitUntil(forget().then(() => worker.clients.claim())));
worker.addEventListener('message', ({ data }) => {
  if (data === 'take over') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const path = event.request.method === 'GET' ? pathOf(event.request) : null;
  const hash = path === null ? undefined : hashes.get(path);
  if (path !== null && hash !== undefined) event.respondWith(answer(event.request, path, hash));
});
