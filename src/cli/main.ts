/** Finds the command, runs it, and turns every end into an exit code: 0 done, 1 stopped or our fault, 2 bad input, 3 over budget. */
import { InputError, OverBudgetError, StoppedError } from '../engine/index.ts';
import { EXIT, type Command, type Io } from './command.ts';
import { analyze } from './commands/analyze.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { open } from './commands/open.ts';
import { search } from './commands/search.ts';
import { simulate } from './commands/simulate.ts';
import { spaces } from './commands/spaces.ts';
import { train } from './commands/train.ts';
import { version } from './version.ts';

const COMMANDS: readonly Command[] = [spaces, analyze, train, search, exportCommand, simulate, evalCommand, open];

const USAGE = `thimble: neural networks that fit in a thimble

usage: thimble COMMAND [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

thimble COMMAND --help tells more, thimble --version which one it is. A file named - is the standard input.
Exit codes: 0 done, 1 stopped before its end or internal error, 2 bad usage or input, 3 over budget.`;

/** @param args words after the program's name */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    (name === undefined ? io.err : io.out)(name === undefined ? `${USAGE}\n` : USAGE);
    return name === undefined ? EXIT.badInput : EXIT.done;
  }
  if (name === 'help') return main([...rest.slice(0, 1), '--help'], io);
  if (name === '--version' || name === '-v' || name === 'version') {
    io.out(`thimble ${version()}`);
    return EXIT.done;
  }
  const command = COMMANDS.find((known) => known.name === name);
  if (command === undefined) {
    io.err(`thimble: there is no command "${name.slice(0, 40)}"; known are ${COMMANDS.map((known) => known.name).join(', ')}\n`);
    return EXIT.badInput;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(command.help);
    return EXIT.done;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    const say = (text: string): void => io.err(`thimble ${name}: ${text.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    if (error instanceof InputError) return (say(error.message), EXIT.badInput);
    if (error instanceof OverBudgetError) return (say(error.message), EXIT.overBudget);
    if (error instanceof StoppedError) return (say(error.message), EXIT.fault);
    say(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return EXIT.fault;
  }
}
