import { expect, test } from 'vitest';
import { defaultRecipe, type EngineBridge, type JobName } from '../engine/index.ts';
import { createCompiledActions } from './compiled.ts';
import { createJobsStore } from './jobs.ts';
import { createResultsStore, type ResultsState } from './results.ts';
import { createViewStore } from './view.ts';

const opened = (name: string): ResultsState['opened'] => ({ name, model: new Uint8Array(1), weights: 'file', classes: undefined, own: false });

test('an answer that comes after the network, the board or the techniques were changed is not shown as theirs', async () => {
  const changes: Record<string, (at: ReturnType<typeof sitting>) => void> = {
    network: ({ results }) => results.setState({ opened: opened('b') }),
    board: ({ now }) => { now.recipe = { ...now.recipe, board: 'rp2040' }; },
    techniques: ({ view }) => view.setState(({ techniques }) => ({ techniques: { ...techniques, inPlace: false } })),
  };
  for (const change of [null, ...Object.values(changes)]) {
    const at = sitting();
    const asked = [at.actions.exportBundle(), at.actions.simulate(new Int8Array(1)), at.actions.lookInside(new Int8Array(1)), at.actions.evaluate(false)];
    change?.(at);
    for (const job of ['export', 'simulate', 'inside', 'evaluate'] as const) at.finish[job]?.({ of: job, layers: [] });
    await Promise.all(asked.map((one) => Promise.race([one, new Promise((resolve) => setTimeout(resolve, 5))])));
    const { exported, simulated, inside, evaluated } = at.results.getState();
    expect([exported, simulated, inside].map((one) => one !== null)).toEqual(Array(3).fill(change === null));
    expect(evaluated !== null).toBe(change !== changes.network); // accuracy is the network's own, on whatever board
  }
});

function sitting() {
  const finish: Partial<Record<JobName, (result: unknown) => void>> = {};
  const bridge = { run: (job: JobName) => new Promise((resolve) => { finish[job] = resolve; }) } as unknown as EngineBridge;
  const [results, view] = [createResultsStore(), createViewStore()];
  results.setState({ opened: opened('a') });
  const now = { recipe: defaultRecipe };
  return { results, view, finish, now, actions: createCompiledActions({ jobs: createJobsStore(bridge), results, view, recipe: () => now.recipe }) };
}
