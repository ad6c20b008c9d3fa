/** The vault over places that behave as browsers do: with room, without, forbidden, or losing files behind its back. */
import { expect, test } from 'vitest';
import type { PreparedData } from '../engine/index.ts';
import { createVault, VaultError } from './vault.ts';
import { memoryPlace, type VaultPlace } from './vaultPlaces.ts';

const summary: PreparedData['summary'] = { kind: 'sound', layout: 'class folders of WAV files', used: 3, leftOut: 1, duplicates: 0, balance: [], dealtBy: 'file', facts: [] };
const prepared = (...task: number[]): PreparedData => ({
  task: Uint8Array.from(task), summary, problems: [], problemCount: 0, testFiles: ['a/1.wav'], space: 'dscnn-c2', why: '',
  samples: { task: { id: 'own-sound', title: '', origin: 'user', inputShape: [49, 10, 1], classes: ['a', 'b'], train: 1, validation: 1, test: 1 }, inputScale: 1, inputZeroPoint: 0, examples: [] },
});
const room = async (): Promise<number> => 2 ** 20;
const clock = (): (() => number) => {
  let ms = 1000;
  return () => ms++;
};
const forbidden: VaultPlace = {
  name: 'files',
  keys: () => Promise.reject(new DOMException('The operation is insecure.', 'SecurityError')),
  read: () => Promise.reject(new DOMException('The operation is insecure.', 'SecurityError')),
  write: () => Promise.reject(new DOMException('The operation is insecure.', 'SecurityError')),
  remove: () => Promise.reject(new DOMException('The operation is insecure.', 'SecurityError')),
};

test('what is kept comes back, newest first, with what was said of it; a name is kept once', async () => {
  const vault = createVault(clock(), [memoryPlace('files')], room);
  await vault.save('claps', prepared(1, 2));
  const doors = await vault.save('doors', prepared(3));
  const again = await vault.save('claps', prepared(4, 5, 6));
  expect((await vault.list()).map(({ name, bytes, about }) => [name, bytes, about.space])).toEqual([['claps', 3, 'dscnn-c2'], ['doors', 1, 'dscnn-c2']]);
  expect([...(await vault.open(again.id))]).toEqual([4, 5, 6]);
  await vault.remove(doors.id);
  expect((await vault.list()).map(({ name }) => name)).toEqual(['claps']);
  await expect(vault.open(doors.id)).rejects.toThrow(VaultError);
});

test('where files are forbidden the database serves; where both are, a sentence says so', async () => {
  const database = memoryPlace('database');
  const vault = createVault(clock(), [forbidden, database], room);
  const { id } = await vault.save('claps', prepared(1));
  expect([[...(await vault.open(id))], (await database.keys()).length]).toEqual([[1], 2]);
  await expect(createVault(clock(), [forbidden], room).save('claps', prepared(1))).rejects.toThrow('keeps no data for this page (The operation is insecure.), as in a private window');
});

test('without room nothing is lost and nothing is left half', async () => {
  const place = memoryPlace('files', 1500);
  const vault = createVault(clock(), [place], room);
  const { id } = await vault.save('claps', prepared(1, 2, 3));
  await expect(vault.save('claps', prepared(...new Array<number>(1400).fill(7)))).rejects.toThrow('no room for these data: 0.0 MiB are needed, 1.0 MiB are free');
  expect([...(await vault.open(id))]).toEqual([1, 2, 3]);
  expect((await place.keys()).length).toBe(2);
});

test('what the browser has cleared or cut is said, not trusted', async () => {
  const place = memoryPlace('files');
  const vault = createVault(clock(), [place], room);
  const { id } = await vault.save('claps', prepared(1, 2, 3));
  await place.write(`${id}.task`, Uint8Array.of(1));
  await expect(vault.open(id)).rejects.toThrow('1 of 3 bytes are left');
  await place.remove(`${id}.task`);
  await expect(vault.open(id)).rejects.toThrow('no longer kept');
  await place.write('foreign.json', Uint8Array.of(1, 2));
  expect((await vault.list()).map((kept) => kept.id)).toEqual([id]);
});
