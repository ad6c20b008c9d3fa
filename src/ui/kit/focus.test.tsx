// @vitest-environment happy-dom
/** The focus stays where the work is when an item goes, is renamed, or a part is made anew. */
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { focusBeside, keysAfter, useFocusAs, useKeys } from './focus.ts';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const render = async (element: ReactNode): Promise<{ readonly again: (next: ReactNode) => Promise<void> }> => {
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  await act(async () => root.render(element));
  return { again: (next) => act(async () => root.render(next)) };
};

test.each([
  ['first of three', 0, 'b'], ['middle of three', 1, 'c'], ['last of three', 2, 'b'],
])('of the %s the same button of its neighbour has the focus', async (_, at, next) => {
  document.body.innerHTML = `<h2 tabindex="-1" id="title"></h2><ul>${['a', 'b', 'c'].map((name) => `<li><button>Open</button><button data-remove id="${name}"></button></li>`).join('')}</ul>`;
  focusBeside(document.querySelectorAll<HTMLElement>('[data-remove]')[at], document.getElementById('title'));
  expect(document.activeElement?.id).toBe(next);
});

test('of the only one it goes to what was named', () => {
  document.body.innerHTML = '<h2 tabindex="-1" id="title"></h2><ul><li><button data-remove></button></li></ul>';
  focusBeside(document.querySelector<HTMLElement>('[data-remove]')!, document.getElementById('title'));
  expect(document.activeElement?.id).toBe('title');
});

test('Undo has the focus as a thing goes, and leaves it alone where the part is made anew', async () => {
  document.body.innerHTML = '<button id="elsewhere"></button>';
  const Part = ({ gone }: { gone: object | null }): ReactNode => { const undo = useFocusAs<HTMLButtonElement>(gone); return gone && <button ref={undo} id="undo" />; };
  document.getElementById('elsewhere')?.focus();
  const thing = {};
  const { again } = await render(<Part gone={thing} />);
  expect(document.activeElement?.id).toBe('elsewhere');
  await again(<Part gone={{ other: true }} />);
  expect(document.activeElement?.id).toBe('undo');
});

test('keys stay with their names, also of one renamed; a new name beside old ones is new', async () => {
  const known = { names: ['a', 'b', 'c'], keys: [0, 1, 2] };
  expect(keysAfter(known, ['a', 'x', 'c'])).toEqual([0, 1, 2]);
  expect(keysAfter(known, ['a', 'c'])).toEqual([0, 2]);
  expect(keysAfter(known, ['a', 'b', 'c', 'd'])).toEqual([0, 1, 2, 3]);
  expect(keysAfter({ names: ['a', 'c'], keys: [0, 2] }, ['a', 'b', 'c'])).toEqual([0, 3, 2]);
  expect(new Set(keysAfter(known, ['c', 'x', 'y', 'a'])).size).toBe(4);
  const List = ({ names }: { names: readonly string[] }): ReactNode => { const keys = useKeys(names); return names.map((name, at) => <input key={keys[at]} aria-label={name} />); };
  const { again } = await render(<List names={['first', 'second']} />);
  document.querySelector<HTMLElement>('[aria-label=second]')?.focus();
  await again(<List names={['first', 'words']} />);
  expect(document.activeElement?.getAttribute('aria-label')).toBe('words');
});
