// @vitest-environment happy-dom
/** A long job is told of in a line that is there before it begins, and the focus of its button is not lost with it. */
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { beforeEach, expect, test, vi } from 'vitest';
import { IDLE, type JobState } from '../../store/index.ts';
import { JobBar } from './JobBar.tsx';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const at = (stage: string): JobState => ({ ...IDLE, status: 'running', progress: { stage, done: 1, total: 4, unit: 'networks', elapsedMs: 1, remainingMs: null, perSecond: null, note: '' } });

let root: Root;
beforeEach(() => {
  document.body.innerHTML = '<button id="elsewhere"></button><div></div>';
  root = createRoot(document.querySelector('div')!);
});

/** A section as the search's, whose button goes with the run, or as the training's, whose is disabled. */
const show = (job: JobState, goes: boolean): Promise<void> => act(async () => root.render(
  <section>
    {goes ? job.status !== 'running' && <button id="run" /> : <button id="run" disabled={job.status === 'running'} />}
    <JobBar job={job} name="Search" outcome="It chose one." onStop={() => undefined} />
  </section>,
));
const focused = (): string => (document.activeElement === document.body ? '' : document.activeElement?.textContent || document.activeElement?.id || '');
const focus = (selector: string): Promise<void> => act(async () => document.querySelector<HTMLElement>(selector)?.focus());

test('the same line says that a job begins, each of its stages once, and what came of it', async () => {
  await show(IDLE, true);
  const line = document.querySelector('[role=status]');
  const said: (string | null | undefined)[] = [line?.textContent];
  for (const job of [{ ...IDLE, status: 'running' as const }, at('train'), at('train'), at('search'), { ...IDLE, status: 'done' as const }]) {
    await show(job, true);
    said.push(line?.textContent);
  }
  expect(said).toEqual(['', 'Search begins.', 'Search: train.', 'Search: train.', 'Search: search.', 'Search done. It chose one.']);
  await show({ ...IDLE, status: 'stopped' }, true);
  expect(document.querySelector('[role=status]')).toBe(line);
  expect(line?.textContent).toMatch(/^Stopped\./);
});

test.each([['taken away', true], ['disabled', false]])('a button that is %s as its job begins passes the focus to Stop, and Stop gives it back', async (_, goes) => {
  await show(IDLE, goes);
  await focus('#run');
  await show(at('search'), goes);
  expect(focused()).toBe('Stop');
  await show({ ...IDLE, status: 'stopping' }, goes);
  expect(focused()).toBe('run');
});

test('where the focus is elsewhere, or nowhere, it stays so', async () => {
  await show(IDLE, true);
  await focus('#elsewhere');
  await show(at('search'), true);
  expect(focused()).toBe('elsewhere');
  await focus('section button');
  await act(async () => (document.activeElement as HTMLElement).blur());
  await show({ ...IDLE, status: 'done' }, true);
  expect(focused()).toBe('');
});
