import { describe, expect, test } from 'vitest';
import { createTakesStore, filesOf, refuseLabel } from './takes.ts';

const sound = (label: string) => ({ kind: 'sound' as const, label, bytes: Uint8Array.of(1), seconds: 1 });

describe('takes', () => {
  test('become a folder of class folders, one kind at a time', () => {
    const takes = createTakesStore();
    takes.add(sound('first'));
    takes.add({ kind: 'picture', label: 'first', bytes: Uint8Array.of(2), seconds: null });
    takes.add(sound('second'));
    expect(filesOf(takes.getState()).map(({ path }) => path)).toEqual(['recordings/first/take-0001.wav', 'recordings/second/take-0003.wav']);
    takes.record('picture');
    expect(filesOf(takes.getState()).map(({ path }) => path)).toEqual(['recordings/first/take-0002.png']);
  });

  test('follow their class when it is renamed, and go with it when it is dropped', () => {
    const takes = createTakesStore();
    takes.add(sound('first'));
    expect(takes.rename('first', 'clap')).toBeNull();
    expect(filesOf(takes.getState())[0].path).toBe('recordings/clap/take-0001.wav');
    expect(takes.rename('clap', 'second')).toContain('already');
    takes.dropLabel('clap');
    expect(takes.getState()).toMatchObject({ labels: ['second'], takes: [] });
  });

  test.each([['', 'needs a name'], ['a/b', 'no slash'], ['.hidden', 'dot'], ['x'.repeat(41), '40'], ['taken', 'already']])('%j is refused as a name', (label, why) => {
    expect(refuseLabel(label, ['taken'])).toContain(why);
  });
});
