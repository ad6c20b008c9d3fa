/**
 * Several tabs of one browser at once. Each tab works at a desk of its own: settings, search, training and recordings
 * are kept under the desk's number, so that no tab ever writes over another's. A desk is held by a lock (Web Locks),
 * which the browser gives back when its tab closes, crashes or is killed; a reload takes its own desk again. What all
 * have in common (pins, earlier searches, data of one's own) is told from tab to tab.
 */
export interface Tabs {
  /** From 1. */
  readonly desk: number;
  /** Desks that other tabs have now. */
  readonly others: readonly number[];
  /** Tells the other tabs that something they have in common has changed. */
  tell(what: string): void;
  onTold(listener: (what: string) => void): void;
}

export const oneTab: Tabs = { desk: 1, others: [], tell: () => {}, onTold: () => {} };

const MOST_DESKS = 32;
const LOCK = 'thimble desk ';
const CHANNEL = 'thimble';
const NOTED = 'thimble.desk';
/** The document before a reload may hold its desk for a moment. */
const PATIENCE_MS = 1000;

/** Where the browser knows no locks, as on addresses without TLS, a page is the only one. */
export async function browserTabs(): Promise<Tabs> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined || typeof BroadcastChannel === 'undefined') return oneTab;
  const desk = await takeDesk(locks).catch(() => 1);
  note(desk);
  const held = (await locks.query().catch(() => null))?.held ?? [];
  const others = held.flatMap(({ name }) => (name?.startsWith(LOCK) ? [Number(name.slice(LOCK.length))] : [])).filter((one) => one !== desk);
  addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload(); });
  const channel = new BroadcastChannel(CHANNEL);
  return {
    desk, others,
    tell: (what) => channel.postMessage(what),
    onTold: (listener) => channel.addEventListener('message', ({ data }) => { if (typeof data === 'string') listener(data); }),
  };
}

/** The tab's own desk where it had one, else the first that is free. */
async function takeDesk(locks: LockManager): Promise<number> {
  const own = noted();
  if (own !== null && (await take(locks, own, PATIENCE_MS))) return own;
  for (let desk = 1; desk <= MOST_DESKS; desk++) if (await take(locks, desk, 0)) return desk;
  return MOST_DESKS + 1;
}

/** Holds a desk for as long as the page is shown; false where it is still another's when patience ends. */
function take(locks: LockManager, desk: number, patienceMs: number): Promise<boolean> {
  // a page that is put aside for the back button gives its desk away, and asks for one again when it is brought back
  const aside = new Promise<void>((resolve) => addEventListener('pagehide', ({ persisted }) => { if (persisted) resolve(); }));
  return new Promise((resolve) => {
    const options = patienceMs === 0 ? { ifAvailable: true } : { signal: AbortSignal.timeout(patienceMs) };
    locks
      .request(`${LOCK}${desk}`, options, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : aside;
      })
      .catch(() => resolve(false));
  });
}

function noted(): number | null {
  try {
    const desk = Number(sessionStorage.getItem(NOTED));
    return Number.isInteger(desk) && desk >= 1 && desk <= MOST_DESKS ? desk : null;
  } catch {
    return null;
  }
}

function note(desk: number): void {
  try {
    sessionStorage.setItem(NOTED, String(desk));
  } catch {
    // a tab that may note nothing takes the first free desk each time
  }
}

/** The desk this tab has taken; the first where it has none. */
export const deskHere = (): number => noted() ?? 1;

/** A key of what belongs to one desk. Those of the first are what they were before there were desks. */
export const atDesk = (key: string, desk: number): string => (desk === 1 ? key : `${key}.${desk}`);
