/** What goes on, stands again or stays ended after the page was reloaded, closed or cut short. */
import { describe, expect, test } from 'vitest';
import { decodeLink, defaultRecipe, encodeLink } from '../engine/index.ts';
import { createVault, spacesKey, supernetKey } from './index.ts';
import { browser, checkpoint, open, progress, row, settle, withBoard } from './testing.ts';
import { memoryPlace } from './vaultPlaces.ts';

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

  test('what is told of a supernet bears which, so that no other task, board or budget is shown it', async () => {
    const { session, calls } = await open(browser());
    const asked = session.recipe.getState().recipe;
    const told = [session.actions.judge('largest'), session.actions.checkSpaces(4)];
    session.recipe.edit((recipe) => ({ ...withBoard('rp2040'), seeds: { ...recipe.seeds, data: 9 } }));
    calls.find(({ job }) => job === 'judge')?.finish({ accuracy: 1 });
    calls.find(({ job }) => job === 'spaceAccuracy')?.finish({ spaces: [] });
    await Promise.all(told);
    const { recipe } = session.recipe.getState();
    const { judged, spaceAccuracy } = session.results.getState();
    expect([judged?.of, spaceAccuracy?.of]).toEqual([supernetKey(asked), spacesKey(asked)]);
    expect([supernetKey(asked) === supernetKey(recipe), spacesKey(asked) === spacesKey(withBoard('rp2040')), supernetKey(asked) === supernetKey(withBoard('rp2040'))]).toEqual([false, false, true]);
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
