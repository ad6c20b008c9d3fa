/** How a script that is also the file of its threads ends: bad input with code 2 and its message, any other failure with 1. */
import { exit, stderr } from 'node:process';
import { InputError } from '../../core/lib/index.ts';

export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    exit(error instanceof InputError ? 2 : 1);
  }
}
