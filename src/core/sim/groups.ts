/** Which op records of a plan belong together: what can run, be looked at and be measured by itself. */
import type { ArenaPlan } from '../memory/index.ts';

/** Op records that run as one: those of one node, or a whole stage of patches. */
export interface Group {
  readonly first: number;
  readonly count: number;
  /** Node whose output is whole after it. */
  readonly step: number;
}

/** @param steps the node of each record; a stage of patches begins with a record of its last node */
export function groupsOf(steps: readonly number[], { patch }: ArenaPlan): Group[] {
  const groups: Group[] = patch === null ? [] : [{ first: 0, count: patch.steps + 1, step: patch.steps - 1 }];
  for (let first = patch === null ? 0 : patch.steps + 1; first < steps.length;) {
    let count = 1;
    while (steps[first + count] === steps[first]) count++;
    groups.push({ first, count, step: steps[first] });
    first += count;
  }
  return groups;
}
