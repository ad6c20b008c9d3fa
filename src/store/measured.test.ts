/** Logs of boards: one per network and board, the last one taken away or replaced comes back. */
import { expect, test } from 'vitest';
import { createMeasuredStore, measuredId, MOST_LOGS, readLogs, type BroughtLog } from './measured.ts';

const log = (id: string, broughtAt: number): BroughtLog => ({ id, board: 'stm32f446', network: 'a', file: `${broughtAt}.log`, broughtAt, log: { rows: [], kinds: [], totals: [], assumedCycles: false } });
const layer = { index: 0, name: 'stem', op: 'conv2d', macs: 12 } as Parameters<typeof measuredId>[1][number];

test('a second log of the same network takes the place of the first, which Undo brings back', () => {
  const store = createMeasuredStore();
  store.bring(log('a', 1));
  store.bring(log('a', 2));
  expect(store.getState().logs.map(({ file }) => file)).toEqual(['2.log']);
  store.undrop();
  expect(store.getState()).toMatchObject({ logs: [{ file: '1.log' }], dropped: null });
  store.drop('a');
  expect(store.getState()).toMatchObject({ logs: [], dropped: { file: '1.log' } });
  store.undrop();
});

test('one too many is refused and drops none; the same network’s log, and one in a freed place, are not', () => {
  const store = createMeasuredStore();
  for (let i = 0; i < MOST_LOGS; i++) store.bring(log(`${i}`, i));
  const full = store.getState();
  expect(() => store.bring(log('more', 99))).toThrow('12 logs of boards are kept, and more are not: remove one of those below first');
  expect(store.getState()).toBe(full);
  store.bring(log('3', 50));
  expect(store.getState()).toMatchObject({ dropped: { file: '3.log' }, logs: { length: MOST_LOGS } });
  store.drop('4');
  store.bring(log('more', 99));
  expect(store.getState().logs).toHaveLength(MOST_LOGS);
});

test('another board or another width is another network; what is no log is not read back', () => {
  expect(new Set([measuredId('a', [layer]), measuredId('b', [layer]), measuredId('a', [{ ...layer, macs: 13 }])]).size).toBe(3);
  expect(readLogs([log('a', 1), null, 7, { ...log('b', 2), log: {} }, { id: 'c' }])).toEqual([log('a', 1)]);
  expect(readLogs('x')).toEqual([]);
});
