/** The lessons and challenges that ship: every Markdown file of this folder but the README, read when first asked for. */
import { parseChallenge, type ChallengeFile } from './challenge.ts';
import { parseLesson, type Lesson } from './format.ts';
import { LessonError } from './LessonError.ts';

const lessonFiles = import.meta.glob<string>(['./*.md', '!./README.md'], { query: '?raw', import: 'default', eager: true });
const challengeFiles = import.meta.glob<string>('./challenges/*.md', { query: '?raw', import: 'default', eager: true });

/** A file that cannot be read is named beside the others, and takes none of them with it. */
export interface Shelf<T> {
  readonly items: readonly T[];
  readonly problems: readonly string[];
}

function shelf<T>(files: Readonly<Record<string, string>>, parse: (text: string, file: string) => T): Shelf<T> {
  const items: T[] = [];
  const problems: string[] = [];
  for (const path of Object.keys(files).sort()) {
    try {
      items.push(parse(files[path], path.replace(/^\.\//, '')));
    } catch (error) {
      if (!(error instanceof LessonError)) throw error;
      problems.push(error.message);
    }
  }
  return { items, problems };
}

export const lessons: Shelf<Lesson> = shelf(lessonFiles, parseLesson);
export const challenges: Shelf<ChallengeFile> = shelf(challengeFiles, parseChallenge);
