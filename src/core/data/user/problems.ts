/**
 * What was left out, and why: the first thousand by file, place and cause, and a count of all, so that a hundred
 * thousand wrong files cost no more memory than a thousand. Names come from outside and are made fit to show.
 */
import { InputError } from '../../lib/index.ts';
import type { DataProblem } from './types.ts';

const MOST_LISTED = 1000;
const LONGEST_NAME = 200;

/** A name without what could garble a page or a terminal: control characters and marks that turn the direction of text. */
export function shownName(path: string): string {
  const plain = path.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?');
  return plain.length <= LONGEST_NAME ? plain : `${plain.slice(0, LONGEST_NAME / 2)}...${plain.slice(-LONGEST_NAME / 2)}`;
}

export class Problems {
  readonly listed: DataProblem[] = [];
  count = 0;
  /** Of them those that leave nothing out. */
  remarks = 0;
  private told = 0;

  add(file: string, cause: string, place = ''): void {
    this.count++;
    if (this.listed.length < MOST_LISTED) this.listed.push({ file: shownName(file), place, cause });
  }

  remark(file: string, cause: string): void {
    this.remarks++;
    this.add(file, cause);
  }

  /** @throws what it was given, unless an InputError */
  caught(error: unknown, file: string): void {
    if (!(error instanceof InputError)) throw error;
    const where = error.where ?? '';
    const own = error.where === undefined ? error.message : error.message.slice(where.length + 2);
    this.add(file, own, where.startsWith(file) ? where.slice(file.length).replace(/^, /, '') : where);
  }

  /** Those added since the last call. */
  fresh(): readonly DataProblem[] {
    const from = this.told;
    this.told = this.listed.length;
    return this.listed.slice(from);
  }
}

/** One line for a terminal. */
export const problemText = ({ file, place, cause }: DataProblem): string => `${[file, place].filter((part) => part !== '').join(', ')}${file === '' ? '' : ': '}${cause}`;

/** The first problems, since a refusal must not hide what caused it. */
export function because({ listed, count }: Problems): string {
  if (count === 0) return '';
  return ` (${listed.slice(0, 3).map(problemText).join('; ')}${count > 3 ? `; and ${count - 3} more` : ''})`;
}

/** A class without examples would be forgotten in silence: the person decides. @throws InputError always */
export function refuseClass(folder: string, what: string, problems: Problems): never {
  const inside = problems.listed.filter(({ file }) => file.includes(`${folder}/`)).map(problemText);
  const cause = inside.length === 0 ? '' : ` (${inside[0]}${inside.length > 1 ? `; and ${inside.length - 1} more` : ''})`;
  throw new InputError(`class folder "${folder}" has no ${what} that can be read${cause}; add some or remove the folder`);
}
