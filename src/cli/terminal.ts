/**
 * Results and messages round the one line of progress that redraws itself: whatever else is written first clears that
 * line, so that nothing stands behind it.
 */
import type { Io } from './command.ts';

const CLEAR = '\r\x1b[K';

/** @param out of standard output, @param err of standard error: write text as it is */
export function streams(out: (text: string) => void, err: (text: string) => void): Pick<Io, 'out' | 'err'> {
  let drawn = false;
  const clear = (): void => {
    if (drawn) err(CLEAR);
    drawn = false;
  };
  return {
    out(text) {
      clear();
      out(`${text}\n`);
    },
    err(text) {
      const redraws = text.startsWith(CLEAR);
      if (!redraws) clear();
      err(text);
      if (redraws) drawn = !text.endsWith('\n');
    },
  };
}
