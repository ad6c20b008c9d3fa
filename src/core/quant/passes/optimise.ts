/** All graph passes, in turn until none finds anything to do. Each can be left out, so that its saving can be shown. */
import type { Int8Net } from '../int8Net.ts';
import type { Pass } from './draft.ts';
import { dropDead } from './dropDead.ts';
import { fold } from './fold.ts';
import { fuse } from './fuse.ts';

const PASSES = { fold, fuse, dropDead } as const satisfies Record<string, Pass>;

export type PassName = keyof typeof PASSES;
export const PASS_NAMES = Object.keys(PASSES) as readonly PassName[];

export interface Optimised {
  readonly int8Net: Int8Net;
  /** What was changed, in order, one sentence each that begins with the node's name. */
  readonly did: readonly { readonly pass: PassName; readonly what: string }[];
}

/** Every output keeps its bytes for every input. */
export function optimise(given: Int8Net, which: readonly PassName[] = PASS_NAMES): Optimised {
  const did: { pass: PassName; what: string }[] = [];
  let int8Net = given;
  for (let before = -1; did.length > before;) {
    before = did.length;
    for (const pass of which) {
      const result = PASSES[pass](int8Net);
      int8Net = result.int8Net;
      did.push(...result.did.map((what) => ({ pass, what })));
    }
  }
  return { int8Net, did };
}
