/** A lesson or challenge file that cannot be read: which file, which line, and what is wrong with it. */
export class LessonError extends Error {
  override readonly name = 'LessonError';

  constructor(readonly what: string, readonly file: string, readonly line: number) {
    super(`${file}, line ${line}: ${what}`);
  }
}
