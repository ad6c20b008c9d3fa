// @vitest-environment happy-dom
/** A table is cut into examples of as many lines as are asked for, by what it was read from; what was named before stays. */
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { createResultsStore, type OwnData, type Session } from '../../store/index.ts';
import { SessionProvider } from '../app/session.tsx';
import { TableWindow } from './TableWindow.tsx';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const own = { tag: 'motion.csv, 1 file, 40 examples', files: [{ path: 'motion.csv.task', bytes: Uint8Array.of(1) }], prepared: { summary: { kind: 'series' } }, options: { series: { label: 'kind', hop: 5 } }, kept: null } as unknown as OwnData;
const file = { path: 'motion.csv', bytes: Uint8Array.of(2) };

async function shown(sources: ReadonlyMap<string, typeof file>) {
  const results = createResultsStore();
  results.setState({ sources });
  const takeData = vi.fn(() => Promise.resolve(true));
  const host = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(host).render(<SessionProvider value={{ results, actions: { takeData } } as unknown as Session}><TableWindow own={own} /></SessionProvider>));
  return { host, takeData };
}

test('it is read again with the lines asked for', async () => {
  const { host, takeData } = await shown(new Map([[file.path, file]]));
  const field = host.querySelector('input')!;
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, '20');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await act(async () => void field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })));
  expect(takeData).toHaveBeenCalledWith('motion.csv', [file], { series: { label: 'kind', window: 20, hop: 5 } });
});

test('without the table itself, after a reload, it says what to do', async () => {
  const { host } = await shown(new Map());
  expect([host.querySelectorAll('input').length, host.textContent]).toEqual([0, expect.stringContaining('open it again')]);
});
