/** How a sitting begins: from a link, beside another tab, with the recorded search. */
import { describe, expect, test } from 'vitest';
import { decodeLink, defaultRecipe, encodeLink, type RecordedSearch } from '../engine/index.ts';
import { memoryStorage } from './index.ts';
import { browser, open, row, settle, withBoard } from './testing.ts';

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
    expect(decodeLink(here.link).board).toBe('nrf52840'); // not what was refused, which a reload would meet again
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
    const there = { ...here, link };
    const { session } = await open(there);
    expect(session.recipe.getState().recipe.board).toBe('rp2040');
    expect(session.view.getState().notices).toMatchObject([{ tone: 'problem', text: expect.stringMatching(/link/) }]);
    expect(decodeLink(there.link).board).toBe('rp2040');
    expect((await open({ ...there, reloaded: true })).session.view.getState().notices).toEqual([]);
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

test('the recorded search is drawn where there is nothing else, marked, and never stored', async () => {
  const result = { genome: 'dscnn_0', candidates: [row(0)], analysis: null } as unknown as RecordedSearch['result'];
  const here = browser({ recorded: { recorded: true, recipe: defaultRecipe, result, model: 'AAAA' } });
  const { session } = await open(here);
  expect(session.results.getState().search).toMatchObject({ recorded: true, candidates: [{ index: 0 }] });
  await settle();
  expect(await here.storage.read('search')).toBeUndefined();
});

test('a search stopped, or cut short, before its first network does not take the recorded one’s place after a reload', async () => {
  const result = { genome: 'dscnn_0', candidates: [row(0)], analysis: null } as unknown as RecordedSearch['result'];
  const here = browser({ recorded: { recorded: true, recipe: defaultRecipe, result, model: 'AAAA' } });
  const first = await open(here);
  const run = first.session.actions.search();
  await settle();
  const cutShort = await open(here);
  expect(cutShort.calls.filter(({ job }) => job === 'search')).toHaveLength(1);
  cutShort.session.actions.stop('search');
  await settle();
  expect(cutShort.session.results.getState().search).toMatchObject({ recorded: true });
  first.session.actions.stop('search');
  await run;
  await settle();
  expect((await open(here)).session.results.getState().search).toMatchObject({ recorded: true, candidates: [{ index: 0 }] });
  await here.storage.write('search', { recipe: defaultRecipe, data: null, recorded: false, candidates: [], generation: 0, generations: 5, checkpoint: null, points: [], result: null, model: null, running: false });
  expect((await open(here)).session.results.getState().search).toMatchObject({ recorded: true });
});
