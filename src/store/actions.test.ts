/** What is set going in a sitting, and what it leaves: a model file in hand, a search that ends early, pictures in passing, failures. */
import { describe, expect, test } from 'vitest';
import { defaultRecipe, type RecordedSearch } from '../engine/index.ts';
import { networkInHand } from './index.ts';
import { browser, open, row, settle, withBoard } from './testing.ts';

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
    expect(calls.slice(2)).toMatchObject([{ job: 'export', input: { ...given, from: 'm.tflite' } }, { job: 'simulate', input: given }]);
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
  // nor does one begun while the last is still being stopped give back that one's empty list
  const both = [session.actions.search()];
  session.actions.stop('search');
  both.push(session.actions.search());
  session.actions.stop('search');
  await Promise.all(both);
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
