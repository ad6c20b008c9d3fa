/** A sitting without a page: reload, links, stop and resume, over a bridge that the test drives by hand. */
import { describe, expect, test } from 'vitest';
import { decodeLink, defaultRecipe, encodeLink, type CandidateRow, type EngineBridge, type JobName, type Recipe, type RecordedSearch } from '../engine/index.ts';
import { createVault, memoryStorage, networkInHand, openSession, type SessionHost, type Storage } from './index.ts';
import { memoryPlace } from './vaultPlaces.ts';

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

const row = (index: number, accuracy: number | null = 0.9): CandidateRow => ({
  index, genome: `dscnn_${index}`, generation: 0, origin: 'random', parents: [], accuracy,
  verdict: { fits: accuracy !== null, violations: [], sramBytes: 1000 * (index + 1), flashBytes: 1000, macs: 1, latencyMs: 1 },
});
const checkpoint = { version: 1 as const, key: 'k', generation: 2, candidates: [row(0), row(1)], population: [0, 1] };
const progress = (partial: object) => ({ stage: 'evolution', done: 1, total: 10, unit: 'sub-nets', elapsedMs: 100, remainingMs: 900, note: '', partial: { candidates: [], generation: 1, generations: 5, checkpoint: null, points: [], ...partial } });
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

interface Browser { vault?: SessionHost['vault']; tabs?: SessionHost['tabs']; storage: Storage; link: string; reloaded: boolean; recorded: RecordedSearch | null; hide: () => void; paste: (link: string) => void }
const browser = (change: Partial<Browser> = {}): Browser => ({ storage: memoryStorage(), link: '', reloaded: false, recorded: null, hide: () => {}, paste: () => {}, ...change });

async function open(at: Browser) {
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

const withBoard = (board: string): Recipe => ({ ...defaultRecipe, board });

describe('links', () => {
  test('every edit ends in the address, and the address opens the same settings elsewhere', async () => {
    const here = browser();
    const { session } = await open(here);
    session.recipe.edit((recipe) => ({ ...recipe, board: 'rp2040' }));
    await settle();
    expect(decodeLink(here.link).board).toBe('rp2040');
    const elsewhere = await open(browser({ link: here.link }));
    expect(elsewhere.session.recipe.getState().recipe).toEqual(session.recipe.getState().recipe);
  });

  test('a link pasted into the open page opens there, one undo away, and runs nothing', async () => {
    const here = browser();
    const { session, calls } = await open(here);
    here.paste(encodeLink(withBoard('nrf52840'))); // the address itself may hold the page's own link again by now
    expect(session.recipe.getState().recipe.board).toBe('nrf52840');
    expect(session.view.getState().notices.at(-1)?.text).toMatch(/nothing runs until you start it.*Run would search dscnn for the nRF52840 DK/);
    here.paste('#1.junk');
    expect(session.recipe.getState().recipe.board).toBe('nrf52840');
    expect(session.view.getState().notices.at(-1)?.tone).toBe('problem');
    session.recipe.undo();
    expect(session.recipe.getState().recipe.board).toBe(defaultRecipe.board);
    expect(calls.map((call) => call.job)).not.toContain('search');
  });

  test('a link wins over what was stored, which stays one undo away', async () => {
    const here = browser();
    (await open(here)).session.recipe.edit(() => withBoard('rp2040'));
    await settle();
    here.link = encodeLink(withBoard('nrf52840'));
    const { session, calls } = await open(here);
    expect(session.recipe.getState().recipe.board).toBe('nrf52840');
    expect(calls).toEqual([]);
    session.recipe.undo();
    expect(session.recipe.getState().recipe.board).toBe('rp2040');
  });

  test.each(['#1.%%%', '#9.abc', '#1.AAAA', '#hello', `#1.${'A'.repeat(20_000)}`])('the hostile link %.12s changes nothing and is named', async (link) => {
    const here = browser();
    (await open(here)).session.recipe.edit(() => withBoard('rp2040'));
    await settle();
    const { session } = await open({ ...here, link });
    expect(session.recipe.getState().recipe.board).toBe('rp2040');
    expect(session.view.getState().notices).toMatchObject([{ tone: 'problem', text: expect.stringMatching(/link/) }]);
  });
});

describe('tabs', () => {
  test('two tabs have settings and searches of their own, and pins and finished searches in common', async () => {
    const shared = memoryStorage();
    const told: ((what: string) => void)[] = [];
    const tabs = (desk: number, others: number[]) => ({ desk, others, tell: (what: string) => told.forEach((one) => one(what)), onTold: (one: (what: string) => void) => void told.push(one) });
    const first = await open(browser({ storage: shared, tabs: tabs(1, []) }));
    const second = await open(browser({ storage: shared, tabs: tabs(2, [1]) }));
    expect(second.session.view.getState().notices.at(-1)?.text).toMatch(/open in another tab, too.*kept apart.*same in both/);
    expect(first.session.view.getState().notices).toEqual([]);
    first.session.recipe.edit(() => withBoard('rp2040'));
    second.session.recipe.edit(() => withBoard('nrf52840'));
    void second.session.actions.search();
    const pin = { id: 'a', genome: 'dscnn_11201110121220220000', name: 'Network 1', note: '', pinnedAt: 1, recipe: defaultRecipe, data: null, recorded: false, accuracy: { inherited: null, test: null }, hash: null, model: null, classes: null };
    first.session.pins.setState({ pins: [pin] });
    await settle();
    second.session.pins.setState(({ pins }) => ({ pins: [{ ...pin, id: 'b', name: 'Network 2', pinnedAt: 2 }, ...pins] }));
    await settle();
    for (const { session } of [first, second]) expect(session.pins.getState().pins.map(({ name }) => name)).toEqual(['Network 2', 'Network 1']);
    const again = await Promise.all([open(browser({ storage: shared, tabs: tabs(1, []) })), open(browser({ storage: shared, tabs: tabs(2, [1]) }))]);
    expect(again.map(({ session }) => session.recipe.getState().recipe.board)).toEqual(['rp2040', 'nrf52840']);
    expect(again.map(({ calls }) => calls.some(({ job }) => job === 'search'))).toEqual([false, true]);
    expect(again[0].session.view.getState().notices.at(-1)?.text).toMatch(/A search in a second tab \(dscnn for the nRF52840 DK[^)]*\) was cut short/);
  });
});

describe('reload', () => {
  test('a reload that comes back to the address before the last edit keeps the edit; the same address opened anew is a link', async () => {
    const here = browser();
    const { session } = await open(here);
    session.recipe.edit(() => withBoard('rp2040'));
    await settle();
    const old = here.link;
    session.recipe.edit(() => withBoard('nrf52840'));
    here.hide();
    Object.assign(here, { link: old, reloaded: true });
    expect((await open(here)).session.recipe.getState().recipe.board).toBe('nrf52840');
    Object.assign(here, { link: old, reloaded: false });
    expect((await open(here)).session.recipe.getState().recipe.board).toBe('rp2040');
  });

  test('a running search goes on from its last checkpoint', async () => {
    const here = browser();
    const first = await open(here);
    void first.session.actions.search();
    first.calls[0].event(progress({ candidates: [row(0), row(1)], checkpoint }));
    first.calls[0].event(progress({ candidates: [row(2)] }));
    await settle();
    const second = await open(here);
    expect(second.calls).toMatchObject([{ job: 'search', input: { resume: checkpoint } }]);
    expect(second.session.results.getState().search?.candidates).toHaveLength(2);
    second.calls[0].event(progress({ candidates: [row(1), row(2)] }));
    expect(second.session.results.getState().search?.candidates.map((one) => one.index)).toEqual([0, 1, 2]);
  });

  test('a search from a link goes on where the page is opened without it, and where settings were changed under it; another link runs nothing', async () => {
    const here = browser({ link: encodeLink(withBoard('rp2040')) });
    const first = await open(here);
    void first.session.actions.search();
    first.calls[0].event(progress({ candidates: [row(0)], checkpoint }));
    await settle();
    const crashed = { ...here, link: '' };
    const second = await open(crashed);
    expect(second.calls).toMatchObject([{ job: 'search', input: { recipe: { board: 'rp2040' }, resume: checkpoint } }]);
    second.session.recipe.edit(() => withBoard('nrf52840'));
    await settle();
    const third = await open({ ...here, link: '' });
    expect(third.calls.filter(({ job }) => job === 'search')).toMatchObject([{ input: { recipe: { board: 'rp2040' } } }]);
    expect(third.session.recipe.getState().recipe.board).toBe('nrf52840');
    const fourth = await open({ ...here, link: encodeLink(withBoard('sam3x8e')) });
    expect(fourth.calls.filter(({ job }) => job === 'search')).toEqual([]);
  });

  test('a search whose worker dies goes on by itself from its last checkpoint, and ends where it dies again and again in one place', async () => {
    const here = browser();
    const { session, calls } = await open(here);
    const dead = Object.assign(new Error('a worker died: out of memory'), { name: 'WorkerDiedError' });
    void session.actions.search();
    calls[0].event(progress({ candidates: [row(0), row(1)], checkpoint }));
    calls[0].fail(dead);
    await settle();
    expect(calls).toMatchObject([{ job: 'search' }, { job: 'search', input: { resume: checkpoint } }]);
    expect(session.view.getState().notices.at(-1)?.text).toMatch(/A worker of this page died.*goes on from generation 2/);
    for (let i = 1; i < calls.length; i++) {
      calls[i].fail(dead);
      await settle();
    }
    expect(calls).toHaveLength(4);
    expect(session.jobs.getState().search).toMatchObject({ status: 'failed', problem: expect.stringMatching(/worker died: out of memory\. What had been found is kept/) });
    expect(session.results.getState().search?.candidates).toHaveLength(2);
  });

  test('a stopped search does not start again by itself, and keeps what it found', async () => {
    const here = browser();
    const first = await open(here);
    const run = first.session.actions.search();
    first.calls[0].event(progress({ candidates: [row(0)], checkpoint }));
    first.session.actions.stop('search');
    await run;
    await settle();
    expect(first.session.jobs.getState().search?.status).toBe('stopped');
    const second = await open(here);
    expect(second.calls).toEqual([]);
    expect(second.session.results.getState().search?.checkpoint).toEqual(checkpoint);
  });

  test('a finished search is there again with its network', async () => {
    const here = browser();
    const first = await open(here);
    const run = first.session.actions.search();
    const analysis = { name: 'winner', genome: 'dscnn_0', compiled: {}, arena: { uses: [] } };
    first.calls[0].finish({ genome: 'dscnn_0', hash: 'h', candidates: [row(0)], analysis, model: new Uint8Array([7]) });
    await run;
    await settle();
    const { session, calls } = await open(here);
    expect(calls).toEqual([]);
    expect(session.results.getState()).toMatchObject({ analysis, search: { recorded: false, result: { hash: 'h' }, model: new Uint8Array([7]) } });
    expect(session.archive.getState().runs).toMatchObject([{ id: 'h' }]);
  });

  test('another board asks for another analysis of the same network', async () => {
    const here = browser();
    const { session, calls } = await open(here);
    session.results.setState({ analysis: {} as never, search: { result: { genome: 'dscnn_0' } } as never });
    session.recipe.edit(() => withBoard('rp2040'));
    expect(calls).toMatchObject([{ job: 'analyze', input: { genome: 'dscnn_0', recipe: { board: 'rp2040' } } }]);
  });

  test('what waits to be written is written when the page goes away', async () => {
    const here = browser();
    const { session } = await open(here);
    session.recipe.edit(() => withBoard('rp2040'));
    here.hide();
    expect(decodeLink(here.link).board).toBe('rp2040');
  });

  test('an edit whose link was not yet written is not undone by the older address', async () => {
    const here = browser();
    const first = await open(here);
    first.session.recipe.edit(() => withBoard('rp2040'));
    await settle();
    const older = here.link;
    first.session.recipe.edit(() => withBoard('nrf52840'));
    const second = await open({ ...here, link: older });
    expect(second.session.recipe.getState().recipe.board).toBe('nrf52840');
    expect(second.session.view.getState().notices).toEqual([]);
  });

  test('stored junk of another version is ignored', async () => {
    const here = browser();
    await here.storage.write('recipe', { recipe: { version: 0 }, past: 7 });
    const { session } = await open(here);
    expect(session.recipe.getState().recipe).toEqual(defaultRecipe);
  });
});

test('the recorded search is drawn where there is nothing else, marked, and never stored', async () => {
  const result = { genome: 'dscnn_0', candidates: [row(0)], analysis: null } as unknown as RecordedSearch['result'];
  const here = browser({ recorded: { recorded: true, recipe: defaultRecipe, result, model: 'AAAA' } });
  const { session } = await open(here);
  expect(session.results.getState().search).toMatchObject({ recorded: true, candidates: [{ index: 0 }] });
  await settle();
  expect(await here.storage.read('search')).toBeUndefined();
});

describe('a model file in place of the search’s network', () => {
  const file = { path: 'm.tflite', bytes: new Uint8Array([1]) };
  const analysis = { name: 'm', compiled: {}, arena: { uses: [] }, layers: [{ outputShape: [1, 1, 3] }] };
  const result = { genome: 'dscnn_0', candidates: [row(0)], analysis: { genome: 'dscnn_0', compiled: {}, arena: { uses: [] } } } as unknown as RecordedSearch['result'];
  const withRecorded = () => open(browser({ recorded: { recorded: true, recipe: defaultRecipe, result, model: 'AAAA' } }));

  async function opened() {
    const { session, calls } = await withRecorded();
    const done = session.actions.openModel(file);
    calls[0].finish({ model: new Uint8Array([2]), weights: 'file' });
    await settle();
    calls[1].finish(analysis);
    await done;
    return { session, calls };
  }

  test('is what is analysed, exported and simulated, under labels that claim nothing, until one goes back', async () => {
    const { session, calls } = await opened();
    expect(session.results.getState()).toMatchObject({ opened: { name: 'm.tflite', own: false }, analysis: { name: 'm' } });
    void session.actions.exportBundle();
    void session.actions.simulate(new Int8Array(1));
    const given = { model: new Uint8Array([2]), classes: ['output 1', 'output 2', 'output 3'] };
    expect(calls.slice(2)).toMatchObject([{ job: 'export', input: given }, { job: 'simulate', input: given }]);
    void session.actions.closeModel();
    expect(session.results.getState()).toMatchObject({ opened: null, exported: null, simulated: null, analysis: { genome: 'dscnn_0' } });
    expect(calls.at(-1)).toMatchObject({ job: 'analyze', input: { file: { bytes: new Uint8Array(3) } } });
  });

  test('that is refused changes nothing, and the whole message is kept', async () => {
    const { session, calls } = await withRecorded();
    const { analysis: before } = session.results.getState();
    const ended = session.actions.openModel(file);
    calls[0].fail(Object.assign(new Error('m.tflite: cannot be run: ELU'), { name: 'InputError' }));
    await ended;
    expect(session.results.getState()).toMatchObject({ opened: null, analysis: before, refused: 'm.tflite: cannot be run: ELU' });
  });

  test('opens for the board that is set as its costs come, and gives way to what is looked at after it', async () => {
    const { session, calls } = await withRecorded();
    const done = session.actions.openModel(file);
    calls[0].finish({ model: new Uint8Array([2]), weights: 'file' });
    await settle();
    session.recipe.edit(() => withBoard('rp2040')); // asks for the old network's costs on it, by the same job
    await settle();
    const answered = { recipe: { board: 'rp2040' }, file: { path: 'm.tflite' } };
    expect(calls.at(-1)).toMatchObject({ job: 'analyze', input: answered });
    calls.at(-1)!.finish(analysis);
    await done;
    expect(session.results.getState()).toMatchObject({ opened: { name: 'm.tflite' }, analysis: { name: 'm' }, refused: null });
    const another = session.actions.openModel({ ...file, path: 'n.tflite' });
    calls.at(-1)!.finish({ model: new Uint8Array([3]), weights: 'file' });
    await settle();
    void session.actions.look('dscnn_11201110121220220000');
    await another;
    expect(session.results.getState()).toMatchObject({ opened: null, refused: null });
  });

  test('a technique switched compiles anew and keeps what was, to be compared; a new board forgets it', async () => {
    const { session, calls } = await opened();
    session.results.setState({ exported: {} as never });
    void session.actions.recompile({ overlap: false });
    expect(calls.at(-1)).toMatchObject({ job: 'analyze', input: { techniques: { overlap: false, inPlace: true } } });
    expect(session.results.getState()).toMatchObject({ exported: null, before: { name: 'm' } });
    session.recipe.edit(() => withBoard('rp2040'));
    expect(session.results.getState().before).toBeNull();
    expect(calls.at(-1)).toMatchObject({ job: 'analyze', input: { recipe: { board: 'rp2040' }, techniques: { overlap: false }, file: { bytes: new Uint8Array([2]) } } });
  });
});

test('the search’s network keeps the recipe that found it, but is compiled for the board and the budgets set now', async () => {
  const found = { ...defaultRecipe, seeds: { ...defaultRecipe.seeds, search: 9 } };
  const search = { recipe: found, model: new Uint8Array([1]), result: { genome: 'dscnn_0' } } as never;
  expect(networkInHand({ opened: null, search }, found)?.recipe).toEqual(found);
  expect(networkInHand({ opened: null, search }, withBoard('rp2040'))?.recipe).toEqual({ ...found, board: 'rp2040' });
});

test('a search that ends before its first network gives back what stood there', async () => {
  const result = { genome: 'dscnn_0', candidates: [row(0)], analysis: null } as unknown as RecordedSearch['result'];
  const { session } = await open(browser({ recorded: { recorded: true, recipe: defaultRecipe, result, model: 'AAAA' } }));
  const ended = session.actions.search();
  expect(session.results.getState().search).toMatchObject({ recorded: false, candidates: [] });
  session.actions.stop('search');
  await ended;
  expect(session.results.getState().search).toMatchObject({ recorded: true, candidates: [{ index: 0 }] });
});

test('pictures offered in passing leave a task that is being read alone', async () => {
  const { session, calls } = await open(browser());
  const read = session.actions.loadSamples();
  const offered = session.actions.sampleScenes();
  calls[1].finish({ task: { classes: ['scene'] } });
  expect(await offered).toMatchObject({ task: { classes: ['scene'] } });
  expect(session.jobs.getState().samples?.status).toBe('running');
  calls[0].finish({ task: { classes: ['yes'] } });
  await read;
  expect(session.results.getState()).toMatchObject({ builtIn: ['yes'], samples: { task: { classes: ['yes'] } } });
  const failed = session.actions.sampleScenes();
  calls[2].fail(new Error('Failed to fetch'));
  await expect(failed).rejects.toThrow(/could not be fetched/);
});

test('failures are explained: bad input as it is, anything else as ours', async () => {
  const here = browser();
  const { session } = await open({ ...here });
  const failing = async (error: Error) => {
    const { createJobsStore } = await import('./jobs.ts');
    const jobs = createJobsStore({ run: () => Promise.reject(error) });
    await jobs.run('export', { recipe: defaultRecipe, model: new Uint8Array() });
    return jobs.getState().export;
  };
  expect(await failing(Object.assign(new Error('board: no such board'), { name: 'InputError' }))).toMatchObject({ status: 'failed', problem: 'board: no such board' });
  expect((await failing(Object.assign(new Error('nothing of space dscnn fits the budget; the nearest needs SRAM 7.2 KiB'), { name: 'OverBudgetError' })))?.problem).toMatch(/^Nothing of space dscnn fits .* SRAM 7\.2 KiB\. Raise/);
  expect((await failing(new Error('boom')))?.problem).toContain('not your input');
  expect(session.jobs.getState()).toEqual({});
});

describe('training and data of one’s own over a reload', () => {
  const point = (step: number, epoch: number, accuracy: object | null) => ({ step, epoch, loss: 1, learningRate: 0.1, accuracy });
  const measured = { smallest: 0.5, random: 0.6, largest: 0.7 };

  test('training goes on from its last whole epoch, and what came after that is told anew', async () => {
    const here = browser();
    const first = await open(here);
    void first.session.actions.train();
    const tell = (partial: object): void => first.calls[0].event({ ...progress({}), partial });
    tell({ points: [point(1, 0, null), point(2, 1, measured)], checkpoint: Uint8Array.of(7) });
    tell({ points: [point(3, 1, null)], checkpoint: null });
    await settle();
    const second = await open(here);
    expect(second.calls).toMatchObject([{ job: 'train', input: { resume: Uint8Array.of(7) } }]);
    expect(second.session.results.getState().training?.points.map(({ step }) => step)).toEqual([1, 2]);
    // where a link asks for other settings nothing runs unasked; the epoch is kept
    const linked = await open({ ...here, link: encodeLink(withBoard('rp2040')) });
    expect(linked.calls.filter(({ job }) => job === 'train')).toEqual([]);
    expect(linked.session.view.getState().notices.map(({ text }) => text).join()).toMatch(/nothing runs until you start it.*go on from it in step 4/);
    expect(linked.session.results.getState().training?.checkpoint).toEqual(Uint8Array.of(7));
  });

  test('training cut short before its first whole epoch starts again; one that was stopped there does not', async () => {
    const here = browser();
    const first = await open(here);
    const ended = first.session.actions.train();
    await settle();
    const second = await open(here);
    expect(second.calls.filter(({ job }) => job === 'train')).toHaveLength(1);
    expect(second.session.view.getState().notices.map(({ text }) => text).join()).toMatch(/starts again.*before its first whole epoch/);
    first.session.actions.stop('train');
    await ended;
    await settle();
    expect((await open(here)).calls.filter(({ job }) => job === 'train')).toEqual([]);
  });

  test('examples of a built-in task that come after one’s own were opened do not take their place', async () => {
    const { session, calls } = await open(browser());
    const loading = session.actions.loadSamples();
    const own = { tag: 'mine', files: [], prepared: { samples: { task: { classes: ['a', 'b'] } } }, kept: null } as never;
    session.results.setState({ own, samples: { task: { classes: ['a', 'b'] } } as never });
    calls.find(({ job }) => job === 'samples')?.finish({ task: { classes: ['yes', 'no'] }, examples: [] });
    await loading;
    expect(session.results.getState()).toMatchObject({ samples: { task: { classes: ['a', 'b'] } }, builtIn: ['yes', 'no'] });
  });

  test('what is told of a supernet is not told of data opened since', async () => {
    const { session, calls } = await open(browser());
    const asked = session.actions.judge('largest');
    session.results.setState({ own: { tag: 'mine', files: [], prepared: {}, kept: null } as never, judged: null });
    calls.find(({ job }) => job === 'judge')?.finish({ accuracy: 1 });
    await asked;
    expect(session.results.getState().judged).toBeNull();
  });

  test('a task made of one’s own files is in use again after a reload, and goes when it is deleted', async () => {
    const vault = createVault(() => 1, [memoryPlace('files')], async () => null);
    const here = { ...browser(), vault };
    const first = await open(here);
    const read = first.session.actions.takeData('words', [{ path: 'words/yes/a.wav', bytes: Uint8Array.of(1) }]);
    const samples = { task: { id: 't', title: 'T', origin: 'user', inputShape: [49, 10, 1], classes: ['yes', 'no'], train: 8, validation: 1, test: 1 }, inputScale: 1, inputZeroPoint: 0, examples: [] };
    first.calls[0].finish({ task: Uint8Array.of(1, 2, 3), summary: { balance: [] }, problems: [], problemCount: 0, samples, testFiles: [], space: 'dscnn-c2', why: '' });
    expect(await read).toBe(true);
    await settle();
    expect(first.session.recipe.getState().recipe).toMatchObject({ space: 'dscnn-c2', training: { checkpoint: null } });
    const second = await open(here);
    expect(second.session.results.getState().own).toMatchObject({ tag: 'words, 1 file, 10 examples', files: [{ bytes: Uint8Array.of(1, 2, 3) }] });
    await settle();
    const [kept] = second.session.results.getState().kept;
    await second.session.actions.dropKept(kept.id);
    expect(second.session.results.getState()).toMatchObject({ own: null, kept: [] });
    expect(second.session.recipe.getState().recipe).toMatchObject({ space: 'dscnn', training: { checkpoint: 'keywords-dscnn' } });
  });
});
