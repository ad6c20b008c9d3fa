import { expect, test } from 'vitest';
import { streams } from './terminal.ts';

test('what is written clears the line of progress first, and only that', () => {
  let screen = '';
  const write = (text: string): void => { screen += text; };
  const { out, err } = streams(write, write);
  err('\r\x1b[K  0.0 s  build  0/1');
  err('\r\x1b[K  0.1 s  build  1/1\n');
  out('first');
  err('\r\x1b[K  0.2 s  train  1/9');
  err('stopped\n');
  err('note\n');
  err('\r\x1b[K  0.3 s  pack  0/1');
  out('last');
  expect(screen).toBe('\r\x1b[K  0.0 s  build  0/1\r\x1b[K  0.1 s  build  1/1\nfirst\n\r\x1b[K  0.2 s  train  1/9\r\x1b[Kstopped\nnote\n\r\x1b[K  0.3 s  pack  0/1\r\x1b[Klast\n');
});
