/** A sitting without a page, for tests: a browser's storage and address, and a bridge that the test drives by hand. */
import { defaultRecipe, type CandidateRow, type EngineBridge, type JobName, type Recipe, type RecordedSearch } from '../engine/index.ts';
import { memoryStorage, openSession, type Session, type SessionHost, type Storage } from './index.ts';

interface Call { job: JobName; input: { recipe: Recipe; resume?: unknown }; event: (event: unknown) => void; finish: (result: unknown) => void; fail: (error: Error) => void }

function handDriven(): { bridge: EngineBridge; calls: Call[] } {
  const calls: Call[] = [];
  const run = (job: JobName, input: Call['input'], { signal, onEvent = () => {} }: { signal?: AbortSignal; onEvent?: (event: unknown) => void } = {}) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(Object.assign(new Error('stopped'), { name: 'StoppedError' })));
      calls.push({ job, input, event: onEvent, finish: resolve, fail: reject });
    });
  return { bridge: { run: run as unknown as EngineBridge['run'] }, calls };
}

export const row = (index: number, accuracy: number | null = 0.9): CandidateRow => ({
  index, genome: `dscnn_${index}`, generation: 0, origin: 'random', parents: [], accuracy,
  verdict: { fits: accuracy !== null, violations: [], sramBytes: 1000 * (index + 1), flashBytes: 1000, macs: 1, latencyMs: 1 },
});
export const checkpoint = { version: 1 as const, key: 'k', generation: 2, candidates: [row(0), row(1)], population: [0, 1] };
export const progress = (partial: object): object => ({ stage: 'evolution', done: 1, total: 10, unit: 'sub-nets', elapsedMs: 100, remainingMs: 900, note: '', partial: { candidates: [], generation: 1, generations: 5, checkpoint: null, points: [], ...partial } });
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

interface Browser { vault?: SessionHost['vault']; tabs?: SessionHost['tabs']; storage: Storage; link: string; reloaded: boolean; recorded: RecordedSearch | null; hide: () => void; paste: (link: string) => void }
export const browser = (change: Partial<Browser> = {}): Browser => ({ storage: memoryStorage(), link: '', reloaded: false, recorded: null, hide: () => {}, paste: () => {}, ...change });

export async function open(at: Browser): Promise<{ readonly session: Session; readonly calls: Call[] }> {
  const { bridge, calls } = handDriven();
  const hooks: (() => void)[] = [];
  const host: SessionHost = {
    bridge, ...(at.vault && { vault: at.vault }), ...(at.tabs && { tabs: at.tabs }), storage: () => at.storage, readLink: () => at.link, reloaded: at.reloaded, writeLink: (link) => { at.link = link; }, readRecorded: async () => at.recorded, now: () => 0,
    later: (action) => { const timer = setTimeout(action, 0); return () => clearTimeout(timer); }, onHide: (action) => void hooks.push(action),
    onLink: (action) => { at.paste = action; },
  };
  const session = await openSession(host);
  at.hide = () => hooks.forEach((hook) => hook());
  return { session, calls };
}

export const withBoard = (board: string): Recipe => ({ ...defaultRecipe, board });
