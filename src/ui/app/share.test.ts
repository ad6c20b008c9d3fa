import { expect, test } from 'vitest';
import { defaultTechniques } from '../../engine/index.ts';
import { linkCopied } from './share.ts';

const said = (results: object, techniques: object = {}): string =>
  linkCopied({ results: { getState: () => ({ own: null, opened: null, ...results }) }, view: { getState: () => ({ techniques: { ...defaultTechniques, ...techniques } }) } } as never);

test('a link is said to give the same result only where it holds all that decides it', () => {
  expect(said({})).toBe('Link copied. It holds these settings, and gives the same result elsewhere.');
  expect(said({ opened: { name: 'm.tflite' } })).toBe('Link copied. It holds these settings, but not the file m.tflite: without that the result elsewhere is another.');
  expect(said({ own: { tag: 'mine' } }, { patch: 'least' })).toBe('Link copied. It holds these settings, but not your own data nor how the network is compiled here (patches: least memory): without those the result elsewhere is another.');
});
