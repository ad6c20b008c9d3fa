/** One configuration for the page, the command line (mode "cli") and Vitest. */
import react from '@vitejs/plugin-react';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { fileList } from './src/scripts/build/fileList.ts';
import { licences } from './src/scripts/build/licences.ts';

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

/** Rooms whose files do nothing on their own when they are loaded: what the page does not use of them stays out of it. */
const QUIET_ROOMS = /\/src\/(core|engine|store|charts|ui)\/.*\.tsx?$/;

const SERVICE_WORKER = 'sw.js';
const LICENCES = 'third-party-licences.md';
const { collect, write } = licences();

export default defineConfig(({ mode }) => ({
  base: './',
  // a missing file is a 404, never the page in its place
  appType: 'mpa' as const,
  plugins: [react(), ...(mode === 'cli' ? [executable] : [collect(), write(LICENCES), fileList(SERVICE_WORKER, [LICENCES])])],
  worker: { format: 'es' as const, plugins: () => (mode === 'cli' ? [] : [collect()]) },
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
          chunkSizeWarningLimit: 1000, // kB; what is fetched when has a budget of its own (e2e/light.spec.ts)
          rollupOptions: {
            input: { page: 'index.html', sw: 'src/workers/service/worker.ts' },
            treeshake: { moduleSideEffects: (id: string) => !QUIET_ROOMS.test(id) },
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
