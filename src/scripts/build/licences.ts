/**
 * The licences of all packages whose code the page carries, its workers included, as one file beside it. Vite's own
 * `build.license` sees the page's bundle alone; workers are bundled each by itself, so their packages are collected here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Licences {
  /** For the page and for each worker. */
  readonly collect: () => Plugin;
  /** For the page alone, whose bundle is written last. */
  readonly write: (fileName: string) => Plugin;
}

const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/** One section: name, version, licence, and its text where the package brings one. */
function section(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  const text = file === undefined ? `The package brings no text of its licence; ${license} is what it names.` : readFileSync(join(folder, file), 'utf8').trim();
  return `## ${name} ${version} (${license})\n\n${text}\n`;
}

export function licences(): Licences {
  const folders = new Set<string>();
  return {
    collect: () => ({
      name: 'collect-licences',
      apply: 'build',
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'chunk') continue;
          for (const id of file.moduleIds) {
            const folder = PACKAGE.exec(id)?.[0];
            if (folder !== undefined && existsSync(join(folder, 'package.json'))) folders.add(folder);
          }
        }
      },
    }),
    write: (fileName) => ({
      name: 'write-licences',
      apply: 'build',
      enforce: 'post',
      generateBundle: {
        order: 'post',
        handler() {
          const source = ['# Licences of the packages in this page\n', ...[...folders].sort().map(section)].join('\n');
          this.emitFile({ type: 'asset', fileName, source });
        },
      },
    }),
  };
}
