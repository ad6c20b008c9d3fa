import { expect, test } from 'vitest';
import { publishedNetworks } from '../core/space/index.ts';
import { openFile } from './files.ts';
import { publishedFile } from './published.ts';

test.each(publishedNetworks.map((one) => [one.name, one] as const))('%s as a file is read back as what it is', (name, architecture) => {
  const opened = openFile(publishedFile(name));
  expect(opened.kind === 'architecture' && opened.architecture).toEqual({ ...architecture, blocks: expect.anything() });
  const bare = (blocks: typeof architecture.blocks) => blocks.map(({ name: _, ...rest }) => rest);
  expect(opened.kind === 'architecture' && bare(opened.architecture.blocks)).toEqual(bare(architecture.blocks));
});

test('another name is refused with those that are known', () => expect(() => publishedFile('mcunet-in9')).toThrow(/mcunet-in9.*mcunet-in1/));
