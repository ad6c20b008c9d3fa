import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeWhole } from './folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'thimble-folder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('writeWhole', () => {
  test('leaves what training goes on from beside a supernet alone, and nothing of its own', () => {
    writeWhole(join(folder, 'a.ckpt.part'), 'the last whole epoch');
    writeWhole(join(folder, 'a.ckpt'), 'the weights reached');
    expect(readFileSync(join(folder, 'a.ckpt.part'), 'utf8')).toBe('the last whole epoch');
    expect(readdirSync(folder).sort()).toEqual(['a.ckpt', 'a.ckpt.part']);
  });

  test('writes where a link leads, and into folders that are not there yet', () => {
    mkdirSync(join(folder, 'far'));
    writeFileSync(join(folder, 'far', 'old'), 'old');
    symlinkSync(join('far', 'old'), join(folder, 'link'));
    writeWhole(join(folder, 'link'), 'new');
    expect(readFileSync(join(folder, 'far', 'old'), 'utf8')).toBe('new');
    writeWhole(join(folder, 'deep', 'deeper', 'file'), 'there');
    expect(readFileSync(join(folder, 'deep', 'deeper', 'file'), 'utf8')).toBe('there');
  });

  test('names the path it was given where that is a folder', () => {
    expect(() => writeWhole(folder, '')).toThrow(`${folder}: is a folder`);
  });
});
