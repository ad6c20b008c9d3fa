#!/usr/bin/env node
/** The program itself: streams, Ctrl-C, exit code. Everything else is in main.ts, which tests can call. */
import process from 'node:process';
import { EXIT } from './command.ts';
import { main } from './main.ts';
import { streams } from './terminal.ts';

/** Shells, npm and timeout pass one Ctrl-C on to who has had it already; what comes so soon is the same one. */
const SAME_MS = 500;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stop.abort();
    setTimeout(() => process.removeAllListeners(signal), SAME_MS).unref(); // a later one ends at once
  });
}
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(EXIT.done); // the reader of a pipe has gone
  process.stderr.write(`thimble: the result cannot be written (${message})\n`);
  process.exit(EXIT.fault);
});
process.stderr.on('error', () => {}); // nobody reads the progress; the result may still be wanted

process.exitCode = await main(process.argv.slice(2), {
  ...streams((text) => process.stdout.write(text), (text) => process.stderr.write(text)),
  live: process.stderr.isTTY === true,
  signal: stop.signal,
});
