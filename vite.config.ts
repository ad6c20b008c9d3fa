/** One configuration for the page, the command line (mode "cli") and Vitest. */
import react from '@vitejs/plugin-react';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Every file in src/scripts that is TypeScript becomes a runnable script in dist/cli, beside the command line itself. */
function nodeEntries(): Record<string, string> {
  const scripts = readdirSync('src/scripts').filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return {
    thimble: 'src/cli/thimble.ts',
    worker: 'src/workers/node/worker.ts',
    ...Object.fromEntries(scripts.map((file) => [file.slice(0, -3), `src/scripts/${file}`])),
  };
}

/** npx runs the command line as a program, so its file must be one. */
const executable = {
  name: 'executable-cli',
  writeBundle({ dir = 'dist/cli' }: { dir?: string | undefined }): void {
    chmodSync(join(dir, 'thimble.js'), 0o755);
  },
};

const SERVICE_WORKER = 'sw.js';
const LICENCES = 'third-party-licences.md';

/** Tells the service worker every file of the page and its content's hash, so that it can keep them all. */
const fileList: Plugin = {
  name: 'file-list',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const worker = bundle[SERVICE_WORKER];
      if (worker?.type !== 'chunk') throw new Error(`the build made no ${SERVICE_WORKER}`);
      const hash = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 12);
      const built = Object.values(bundle)
        .filter(({ fileName }) => fileName !== SERVICE_WORKER && fileName !== LICENCES)
        .map((file): [string, string] => [file.fileName, hash(file.type === 'chunk' ? file.code : file.source)]);
      const copied = readdirSync('public', { recursive: true, encoding: 'utf8' })
        .map((path) => path.replaceAll('\\', '/'))
        .filter((path) => statSync(join('public', path)).isFile())
        .map((path): [string, string] => [path, hash(readFileSync(join('public', path)))]);
      const files = [...built, ...copied].sort(([a], [b]) => (a < b ? -1 : 1));
      worker.code = worker.code.replace('__FILES__', () => JSON.stringify(files));
    },
  },
};

export default defineConfig(({ mode }) => ({
  base: './',
  // a missing file is a 404, never the page in its place
  appType: 'mpa' as const,
  plugins: [react(), ...(mode === 'cli' ? [executable] : [fileList])],
  worker: { format: 'es' as const },
  build:
    mode === 'cli'
      ? {
          ssr: true,
          outDir: 'dist/cli',
          target: 'node20',
          copyPublicDir: false,
          rollupOptions: { input: nodeEntries(), output: { entryFileNames: '[name].js' } },
        }
      : {
          outDir: 'dist/page',
          target: 'es2023',
          license: { fileName: LICENCES },
          rollupOptions: {
            input: { page: 'index.html', sw: 'src/workers/service/worker.ts' },
            output: { entryFileNames: ({ name }: { name: string }) => (name === 'sw' ? SERVICE_WORKER : 'assets/[name]-[hash].js') },
          },
        },
  ...(mode === 'cli' ? { ssr: { noExternal: true as const } } : {}),
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}));
