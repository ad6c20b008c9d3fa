/** Writings refused and caught up with: whatever fails when, what is stored in the end is what was written in order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOwed } from './owed.ts';

function shop() {
  const stored = new Map<string, string>();
  const told: string[] = [];
  const state = { open: true };
  const owed = createOwed(async () => void told.push('refused'), () => void told.push('well'));
  const guarded = (change: () => void) => async (): Promise<void> => {
    await Promise.resolve();
    if (!state.open) throw new Error('full');
    change();
  };
  return {
    stored, told, state,
    set: (key: string, value: string) => owed.write(key, guarded(() => void stored.set(key, value))),
    add: (key: string, value: string) => owed.write(key, guarded(() => void stored.set(key, (stored.get(key) ?? '') + value)), true),
  };
}

test('refused once told, caught up with by the next writing that is taken, in order', async () => {
  const { stored, told, state, set, add } = shop();
  state.open = false;
  expect([await add('list', 'a'), await add('list', 'b'), await set('recipe', 'one'), await set('recipe', 'two')]).toEqual([false, false, false, false]);
  expect([[...stored], told]).toEqual([[], ['refused']]);
  state.open = true;
  expect(await add('list', 'c')).toBe(true);
  expect([Object.fromEntries(stored), told]).toEqual([{ list: 'abc', recipe: 'two' }, ['refused', 'well']]);
});

test('whatever is open or shut when, in the end everything stands in its order, once', async () => {
  const step = fc.record({ key: fc.constantFrom('list', 'recipe', 'other'), shut: fc.boolean() });
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
    const { stored, state, set, add } = shop();
    const wanted = new Map<string, string>();
    for (const [i, { key, shut }] of steps.entries()) {
      state.open = !shut;
      const text = String.fromCharCode(97 + i);
      wanted.set(key, key === 'list' ? (wanted.get(key) ?? '') + text : text);
      await (key === 'list' ? add(key, text) : set(key, text));
    }
    state.open = true;
    await set('last', 'z');
    expect(Object.fromEntries(stored)).toEqual({ ...Object.fromEntries(wanted), last: 'z' });
  }));
});
