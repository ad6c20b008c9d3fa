/** The entry: joins the bridge of the workers, the browser's storage and address, and the page. */
import { embedOf } from './engine/index.ts';
import { browserStorage, browserTabs, createVault, memoryStorage, oneTab, type Tabs } from './store/index.ts';
import { mount } from './ui/index.ts';
import { createBridge } from './workers/index.ts';
import type { RecordedSearch } from './engine/index.ts';

async function readRecorded(): Promise<RecordedSearch | null> {
  const response = await fetch('recorded/keywords.json').catch(() => null);
  return response?.ok ? ((await response.json()) as RecordedSearch) : null;
}

const root = document.getElementById('root');
/** In another page's frame the visitor's own work is neither shown nor touched. */
const framed = embedOf(location.hash) !== null;

/** Once the first steps are drawn and the page has a moment; Safari cannot tell of moments. */
function atRest(action: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(action, { timeout: 3000 });
  else setTimeout(action, 300);
}

function open(at: HTMLElement, tabs: Tabs): void {
  let rested = (): void => {};
  const drawn = new Promise<void>((resolve) => { rested = resolve; });
  void mount(at, {
    tabs,
    bridge: createBridge(undefined, drawn),
    storage: framed ? memoryStorage : browserStorage,
    readLink: () => location.hash,
    reloaded: performance.getEntriesByType('navigation').some((entry) => entry instanceof PerformanceNavigationTiming && entry.type === 'reload'),
    writeLink: (fragment) => { if (!framed) history.replaceState(null, '', fragment); },
    readRecorded,
    now: () => Date.now(),
    ...(framed ? {} : { vault: createVault(() => Date.now()) }),
    later: (action, ms) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
    onHide: (action) => {
      // A reload takes its address when it is asked for, which may be long before the page is hidden.
      addEventListener('beforeunload', action);
      addEventListener('pagehide', action);
    },
    onLink: (action) => addEventListener('hashchange', ({ newURL }) => {
      if (framed || embedOf(location.hash) !== null) location.reload();
      else action(new URL(newURL).hash);
    }),
  }).finally(() => atRest(rested));
}

if (root) void (framed ? Promise.resolve(oneTab) : browserTabs()).then((tabs) => open(root, tabs));
