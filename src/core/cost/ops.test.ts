import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OP_KINDS } from '../net/index.ts';

/** Files in an ops folder that are no op themselves. */
const SHARED = ['op-cost', 'window', 'elementwise'];

test.each(['src/core/net/ops', 'src/core/cost/ops'])('%s has one file for each op, under the op\'s name', (folder) => {
  const names = readdirSync(folder).filter((file) => !file.endsWith('.test.ts')).map((file) => file.replace(/\.ts$/, ''));
  expect(names.filter((name) => !SHARED.includes(name)).sort()).toEqual([...OP_KINDS].sort());
});
