/** Tells the service worker every file of the page and its content's hash, so that it can keep them all. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** @param leftOut names of files nobody needs without a network */
export const fileList = (serviceWorker: string, leftOut: readonly string[]): Plugin => ({
  name: 'file-list',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const worker = bundle[serviceWorker];
      if (worker?.type !== 'chunk') throw new Error(`the build made no ${serviceWorker}`);
      const hash = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 12);
      const built = Object.values(bundle)
        .filter(({ fileName }) => fileName !== serviceWorker && !leftOut.includes(fileName))
        .map((file): [string, string] => [file.fileName, hash(file.type === 'chunk' ? file.code : file.source)]);
      const copied = readdirSync('public', { recursive: true, encoding: 'utf8' })
        .map((path) => path.replaceAll('\\', '/'))
        .filter((path) => statSync(join('public', path)).isFile())
        .map((path): [string, string] => [path, hash(readFileSync(join('public', path)))]);
      const files = [...built, ...copied].sort(([a], [b]) => (a < b ? -1 : 1));
      worker.code = worker.code.replace('__FILES__', () => JSON.stringify(files));
    },
  },
});
