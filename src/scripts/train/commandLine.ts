/** How a script ends: bad options, files or other input with code 2 and the message, any other failure with 1. */
import { exit, stderr } from 'node:process';
import { InputError } from '../../core/lib/index.ts';

export async function runMain(main: () => void | Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    exit(error instanceof InputError || (error instanceof Error && 'code' in error) ? 2 : 1);
  }
}
