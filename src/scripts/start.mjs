/** `npm start`: installs what is missing, builds the page and the command line, serves the page, prints its address. */
import { execFileSync } from 'node:child_process';
import { ensurePackages } from './tools.mjs';

try {
  ensurePackages();
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const { preview } = await import('vite');
  const port = Number(process.env.PORT ?? 4173);
  const server = await preview({ build: { outDir: 'dist/page' }, preview: { port, host: '127.0.0.1' } });
  console.log(`Thimble is at ${server.resolvedUrls?.local[0] ?? `http://127.0.0.1:${port}/`}  (stop with Ctrl+C)`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
