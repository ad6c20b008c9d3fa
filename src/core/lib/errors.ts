/**
 * The one error a person can cause: bad input. Everything else that throws is a defect of ours.
 * The command line turns it into one line and exit code 2, the page into a notice that loses nothing.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  /**
   * @param what what was wrong and what would be right, one sentence
   * @param where file, field or place it was found in, e.g. `yes/a.wav, byte 12`
   */
  constructor(what: string, readonly where?: string) {
    super(where === undefined ? what : `${where}: ${what}`);
  }
}
