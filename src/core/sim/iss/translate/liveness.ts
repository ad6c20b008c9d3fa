/**
 * Which flags need to be written. Most instructions that set flags are followed by others that set them again; and a
 * condition right after a comparison can compare the two numbers itself. What is left over costs nothing.
 */
import type { Instruction } from '../decode/decoder.ts';
import { conditionExpression, decidedByComparison } from '../ir/condition.ts';
import { FLAGS } from '../ir/expression.ts';
import { bitOf, flagsRead, flagsReadBy } from '../ir/flags.ts';
import type { Block } from './flow.ts';

export const ALL_FLAGS = (1 << FLAGS.length) - 1;
/** Without Q and GE, for programs that cannot read them. */
export const CONDITION_FLAGS = bitOf('n') | bitOf('z') | bitOf('c') | bitOf('v');
const ALWAYS = 14;

/** What to leave out of an instruction, and which of its conditions compare directly. */
export interface FlagUse {
  /** Bit i: drop the i-th statement. */
  readonly dropped: number;
  readonly comparesForCondition: boolean;
  readonly comparesForBranch: boolean;
}

const CONDITION_READS = Array.from({ length: 16 }, (_, code) => flagsRead(conditionExpression(code, null)));

interface Uses {
  readonly condition: boolean;
  readonly branch: boolean;
}

const NOT_USED: Uses = { condition: false, branch: false };

/** Forwards: where do the flags stand as after the last comparison? */
function comparisons(instructions: readonly Instruction[]): Uses[] {
  const uses: Uses[] = [];
  let valid = false;
  for (let at = 0; at < instructions.length; at++) {
    const { statements, condition, touchesFlags } = instructions[at];
    if (!touchesFlags && condition === ALWAYS) {
      uses.push(NOT_USED);
      continue;
    }
    const compares = valid && decidedByComparison(condition);
    let branch = false;
    let sets = false;
    let compared = false;
    for (let i = 0; i < statements.length; i++) {
      const statement = statements[i];
      if (statement.kind === 'gotoIf') branch = valid && decidedByComparison(statement.code);
      else if (statement.kind === 'compared') compared = true;
      else if (statement.kind === 'setFlag') sets = true;
    }
    // what compares sets flags, too, and those then stand as after it
    if (sets || compared) valid = compared && condition === ALWAYS;
    uses.push(compares || branch ? { condition: compares, branch } : NOT_USED);
  }
  return uses;
}

/** What a statement, or the condition of an instruction, is to the flags. */
const EVENT = { reads: 0, sets: 1, maySet: 2, compared: 3, compares: 4 } as const;
/** A statement's place: its instruction above, and below which of its statements. */
const STATEMENT_BITS = 5;
const FLAG_BITS = 6;

/**
 * What in a block matters to the flags, last first: found once, gone through until nothing changes. Numbers in a row,
 * since there are many: of each event its kind, the flags it sets or reads, and what those it sets are made of; and its
 * place.
 */
interface Events {
  readonly what: readonly number[];
  readonly where: readonly number[];
}

function flagEvents({ instructions }: Block, uses: readonly Uses[]): Events {
  const what: number[] = [];
  const where: number[] = [];
  const add = (instruction: number, statement: number, kind: number, bits: number, reads: number): void => {
    what.push((((kind << FLAG_BITS) | bits) << FLAG_BITS) | reads);
    where.push((instruction << STATEMENT_BITS) | statement);
  };
  for (let at = instructions.length - 1; at >= 0; at--) {
    const { statements, condition, touchesFlags } = instructions[at];
    const use = uses[at];
    for (let i = touchesFlags ? statements.length - 1 : -1; i >= 0; i--) {
      const statement = statements[i];
      if (statement.kind === 'setFlag') add(at, i, condition === ALWAYS ? EVENT.sets : EVENT.maySet, bitOf(statement.flag), flagsRead(statement.value));
      else if (statement.kind === 'compared') add(at, i, EVENT.compared, 0, 0);
      else if (statement.kind === 'gotoIf') add(at, i, use.branch ? EVENT.compares : EVENT.reads, CONDITION_READS[statement.code], 0);
      else {
        const reads = flagsReadBy(statement);
        if (reads !== 0) add(at, i, EVENT.reads, reads, 0);
      }
    }
    if (condition !== ALWAYS) add(at, 0, use.condition ? EVENT.compares : EVENT.reads, CONDITION_READS[condition], 0);
  }
  return { what, where };
}

/** Backwards through a block; in `dropped`, by instruction, are marked the statements that nobody needs. */
function backwards({ what, where }: Events, liveAfter: number, dropped: number[] | null): number {
  let live = liveAfter;
  let comparisonWanted = false;
  for (let i = 0; i < what.length; i++) {
    const kind = what[i] >> (2 * FLAG_BITS);
    const bits = (what[i] >> FLAG_BITS) & ALL_FLAGS;
    let needed = true;
    if (kind === EVENT.reads) live |= bits;
    else if (kind === EVENT.compares) comparisonWanted = true;
    else if (kind === EVENT.compared) {
      needed = comparisonWanted;
      comparisonWanted = false;
    } else if ((live & bits) === 0) needed = false;
    else live = (kind === EVENT.sets ? live & ~bits : live) | (what[i] & ALL_FLAGS);
    if (!needed && dropped !== null) dropped[where[i] >> STATEMENT_BITS] |= 1 << (where[i] & 31);
  }
  return live;
}

/**
 * @param wanted flags that code outside the function may read
 * @returns for each block, for each instruction, what to leave out
 */
export function flagUses(blocks: readonly Block[], wanted: number): FlagUse[][] {
  const index = new Map(blocks.map(({ address }, i) => [address, i]));
  const uses = blocks.map(({ instructions }) => comparisons(instructions));
  const events = blocks.map((block, i) => flagEvents(block, uses[i]));
  const followers = blocks.map(({ successors }) => successors.map((address) => index.get(address) ?? 0));
  const liveIn = new Array<number>(blocks.length).fill(0);
  const liveOut = (block: number): number => {
    let live = blocks[block].leaves ? wanted : 0;
    for (let i = 0; i < followers[block].length; i++) live |= liveIn[followers[block][i]];
    return live;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = blocks.length - 1; i >= 0; i--) {
      const live = backwards(events[i], liveOut(i), null);
      if (live !== liveIn[i]) changed = true;
      liveIn[i] = live;
    }
  }
  return blocks.map(({ instructions }, i) => {
    const dropped = new Array<number>(instructions.length).fill(0);
    backwards(events[i], liveOut(i), dropped);
    return uses[i].map(({ condition, branch }, at) => (condition || branch || dropped[at] !== 0 ? { dropped: dropped[at], comparesForCondition: condition, comparesForBranch: branch } : PLAIN));
  });
}

/** All of it is needed. */
const PLAIN: FlagUse = { dropped: 0, comparesForCondition: false, comparesForBranch: false };
