/** Every lesson that ships, gone through with the real engine: each step can be set up, and each figure it names is there. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { finishJob, inlinePool, StoppedError, type EngineBridge, type Host, type JobName, type Jobs, type RecordedSearch, type RunOptions } from '../../engine/index.ts';
import { memoryStorage, openSession, type Session } from '../../store/index.ts';
import { evaluate } from './expression.ts';
import { figuresOf, type Lesson } from './format.ts';
import { learn } from './learn.ts';
import { enter, leave } from './lessonActions.ts';
import { challenges, lessons } from './lessons.ts';
import { readQuantity } from './quantities.ts';
import { setUp, giveBack, resultsOf, settingsOf } from './setUp.ts';
import { situationOf } from './useFigures.ts';

const readAsset = async (path: string): Promise<Uint8Array> => new Uint8Array(readFileSync(`public/${path}`));
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const host: Host = { readAsset, tasks: new Map(), openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => performance.now(), breathe };

const bridge: EngineBridge = {
  run: async <K extends JobName>(job: K, input: Jobs[K]['input'], { signal, onEvent }: RunOptions<K> = {}): Promise<Jobs[K]['result']> => {
    const result = await finishJob(host, job, input, onEvent, signal);
    if (signal?.aborted) throw new StoppedError();
    return result;
  },
};

async function openRealSession(): Promise<Session> {
  const session = await openSession({
    bridge, storage: () => memoryStorage(), readLink: () => '', writeLink: () => {}, reloaded: false,
    readRecorded: async () => JSON.parse(readFileSync('public/recorded/keywords.json', 'utf8')) as RecordedSearch,
    now: () => 0, later: () => () => {}, onHide: () => {}, onLink: () => {},
  });
  await session.actions.loadSamples();
  await session.actions.analyse();
  return session;
}

/** What panels that are open set going by themselves. */
async function asPanelsDo({ actions, results, view }: Session, open: readonly string[]): Promise<void> {
  if (open.includes('spaces')) await actions.rank(view.getState().family);
  if (open.includes('export')) await actions.exportBundle();
  const { samples, analysis, opened } = results.getState();
  if (open.includes('simulate') && samples && analysis) {
    const bytes = analysis.layers[0].inputShape.reduce((product, extent) => product * extent, 1);
    await actions.simulate(opened ? new Int8Array(bytes) : Int8Array.from(samples.examples.slice(0, 2).flatMap(({ features }) => [...features])));
  }
}

let session: Session;
beforeAll(async () => { session = await openRealSession(); });

test('eight lessons and their challenges are on the shelf, all of them whole', () => {
  expect(lessons.problems).toEqual([]);
  expect(challenges.problems).toEqual([]);
  expect(lessons.items.map(({ id }) => id)).toEqual(['memory', 'depthwise', 'quantisation', 'spaces', 'once-for-all', 'in-place', 'patches', 'firmware']);
  expect(challenges.items.length).toBeGreaterThan(2);
});

describe.each(lessons.items.map((lesson): [string, Lesson] => [lesson.id, lesson]))('%s', (id, lesson) => {
  test.each(lesson.steps.map((_, index) => [index + 1]))('step %i', async (number) => {
    const step = lesson.steps[number - 1];
    // a step that says nothing of its own stands in the state of the one before
    if (step.stage !== lesson.steps[number - 2]?.stage) {
      learn.setState({ twins: await setUp(session, step.stage, `${id}/${number}`) });
      await asPanelsDo(session, step.stage.open ?? []);
    }
    const problems = Object.values(session.jobs.getState()).flatMap((job) => job.problem ?? []);
    expect(problems).toEqual([]);
    const read = readQuantity(situationOf(session));
    const after = new Set(step.question.kind === 'deed' ? [step.question.until] : []);
    for (const figure of figuresOf(step)) {
      const value = evaluate(figure, read);
      expect(value, JSON.stringify(figure)).not.toBeNull();
      if (after.has(figure)) expect(value, 'the deed is not done before the student does it').toBe(0);
    }
    if (step.question.kind === 'number') expect(evaluate(step.question.answer, read), 'a key of nought cannot be missed').not.toBe(0);
    if (step.stage.layer !== null) expect(session.results.getState().analysis?.layers.map(({ name }) => name)).toContain(session.view.getState().selectedLayer);
  });
});

/** How a student does what is asked. */
const DEEDS: Readonly<Record<string, (session: Session) => Promise<void>>> = {
  'memory/5': ({ actions }) => actions.recompile({ inPlace: true }),
  'depthwise/3': async ({ jobs, recipe }) => learn.setState({ twins: await jobs.run('twins', { recipe: recipe.getState().recipe, shape: { side: 14, inputs: 256, outputs: 256, kernel: 5 } }) }),
  'once-for-all/4': ({ actions }) => actions.look('dscnn_00000000000000000000'),
  'in-place/4': ({ actions }) => actions.recompile({ inPlace: true }),
};

test('every deed that is asked for can be done, and is seen', async () => {
  const asked = lessons.items.flatMap(({ id, steps }) => steps.flatMap(({ question, stage }, index) => (question.kind === 'deed' ? [{ name: `${id}/${index + 1}`, until: question.until, stage }] : [])));
  expect(asked.map(({ name }) => name)).toEqual(Object.keys(DEEDS));
  for (const { name, until, stage } of asked) {
    learn.setState({ twins: await setUp(session, stage, name) });
    await DEEDS[name](session);
    expect(evaluate(until, readQuantity(situationOf(session))), name).toBe(1);
  }
});

test('facts in the lessons’ text are the tool’s own', async () => {
  const at = async (id: string, step: number) => {
    const { stage } = lessons.items.find((one) => one.id === id)?.steps[step - 1] ?? expect.fail(id);
    learn.setState({ twins: await setUp(session, stage, `${id}/${step}`) });
    await asPanelsDo(session, stage.open ?? []);
    return readQuantity(situationOf(session));
  };
  const network = (await at('depthwise', 5))('net.macs') ?? NaN;
  expect(network / 1e6).toBeCloseTo(67.3, 1); // MCUNet's model table
  const bench = await at('depthwise', 2);
  expect((bench('bench.standard.macs') ?? NaN) / (bench('bench.separable.macs') ?? NaN)).toBeCloseTo(1 / (1 / 256 + 1 / 9), 9);
  const wide = await at('spaces', 3);
  const [width, side] = [wide('spaces.bestWidth') ?? NaN, wide('spaces.bestSide') ?? NaN];
  const flash = await at('spaces', 5);
  expect(flash('spaces.bestWidth')).toBeGreaterThan(width); // more flash: wider
  expect(flash('spaces.bestSide')).toBeLessThanOrEqual(side);
  expect((await at('once-for-all', 1))('space.networks')).toBe(3 * 90 * 819 * 819);
});

test('a lesson left while it is still being set up leaves nothing behind, nor does a step that was passed over', async () => {
  session = await openRealSession();
  learn.setState({ own: null, ownResults: null, active: null });
  const [settings, genome] = [settingsOf(session), session.results.getState().analysis?.genome];
  const memory = lessons.items[0];
  void enter(session, memory, 0);
  void enter(session, memory, 2);
  await leave(session);
  expect(settingsOf(session)).toEqual(settings);
  expect(session.results.getState()).toMatchObject({ opened: null, analysis: { genome } });
  expect(learn.getState()).toMatchObject({ active: null, own: null, ownResults: null, problem: null });
});

test('leaving gives the student’s own state back: settings, undo, what is shown and the network in hand', async () => {
  const { steps } = lessons.items[0];
  session = await openRealSession();
  session.recipe.edit((recipe) => ({ ...recipe, board: 'rp2040' }));
  session.view.setState({ closed: ['board'], axis: 'flash' });
  await session.actions.analyse();
  const [settings, results] = [settingsOf(session), resultsOf(session)];
  await setUp(session, steps[0].stage, 'memory/1');
  expect(session.recipe.getState()).toMatchObject({ recipe: { board: 'stm32f412', view: { lesson: 'memory/1' } }, past: [] });
  expect(session.results.getState().opened?.name).toBe('mcunet-in2.json');
  await giveBack(session, settings, results);
  expect(settingsOf(session)).toEqual(settings);
  expect(session.results.getState()).toMatchObject({ opened: null, analysis: { genome: results.analysis?.genome, arena: results.analysis?.arena } });
  session.recipe.undo();
  expect(session.recipe.getState().recipe.board).not.toBe('rp2040');
});
