/** What has a place of its own is sent there; what may be a model or firmware is opened. */
import { expect, test } from 'vitest';
import { belongsTo } from './belongs.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

test.each([
  ['yes.wav', text('RIFF....WAVEfmt '), /step 9/],
  ['yes.ogg', text('OggS'), /step 9/],
  ['cat.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d), /step 9/],
  ['cat.jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), /step 9/],
  ['words.zip', text('PK\u0003\u0004'), /step 2/],
  ['motion.csv', text('x,y,label\n1,2,a\n'), /step 2/],
  ['board.log', text('thimble: 1\nconv2d_0 1200\npool 30\n'), /step 8/],
])('%s', (path, bytes, place) => expect(belongsTo({ path, bytes })).toMatch(place));

test.each([
  ['model.tflite', text('\u001c\u0000\u0000\u0000TFL3')], ['weights.pt', text('PK\u0003\u0004')], ['firmware.bin', new Uint8Array(64)],
  ['genome.txt', text('dscnn_11201110121220220000\n')], ['link.txt', text('https://example.org/#1.abc\n')], ['net.txt', text('{\n"a":\n1}')],
])('%s may be opened', (path, bytes) => expect(belongsTo({ path, bytes })).toBeNull());
