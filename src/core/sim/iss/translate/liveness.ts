/**
 * Which flags need to be written. Most instructions that set flags are followed by others that set them again; and a
 * condition right after a comparison can compare the two numbers itself. What is left over costs nothing.
 */
import type { Instruction } from '../decode/decoder.ts';
import { conditionExpression, decidedByComparison } from '../ir/condition.ts';
import { FLAGS, type Expression, type Flag, type Statement } from '../ir/expression.ts';
import type { Block } from './flow.ts';

const bitOf = (flag: Flag): number => 1 << FLAGS.indexOf(flag);
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

/** Flags an expression reads. */
function read(expression: Expression): number {
  switch (expression.kind) {
    case 'flag': return bitOf(expression.flag);
    case 'operator': {
      const { operands } = expression;
      let bits = 0;
      for (let i = 0; i < operands.length; i++) bits |= read(operands[i]);
      return bits;
    }
    case 'choice': return read(expression.condition) | read(expression.chosen) | read(expression.otherwise);
    case 'load':
    case 'range': return read(expression.address);
    case 'word': return read(expression.range);
    default: return 0;
  }
}

function readByStatement(statement: Statement): number {
  switch (statement.kind) {
    case 'let':
    case 'setRegister':
    case 'setSingle':
    case 'setFlag':
    case 'setSpecial':
    case 'trapUnlessZero': return read(statement.value);
    case 'store': return read(statement.address) | read(statement.value);
    case 'storeWord': return read(statement.value);
    case 'goto': return statement.condition === null ? 0 : read(statement.condition);
    case 'jump': return read(statement.target);
    default: return 0;
  }
}

const CONDITION_READS = Array.from({ length: 16 }, (_, code) => read(conditionExpression(code, null)));

interface Uses {
  readonly condition: boolean;
  readonly branch: boolean;
}

const NOT_USED: Uses = { condition: false, branch: false };

/** Forwards: where do the flags stand as after the last comparison? */
function comparisons(instructions: readonly Instruction[]): Uses[] {
  let valid = false;
  return instructions.map(({ statements, condition }) => {
    const compares = valid && decidedByComparison(condition);
    let [branch, sets, compared] = [false, false, false];
    for (let i = 0; i < statements.length; i++) {
      const statement = statements[i];
      if (statement.kind === 'gotoIf') branch = valid && decidedByComparison(statement.code);
      else if (statement.kind === 'compared') compared = true;
      else if (statement.kind === 'setFlag') sets = true;
    }
    // what compares sets flags, too, and those then stand as after it
    if (sets || compared) valid = compared && condition === ALWAYS;
    return compares || branch ? { condition: compares, branch } : NOT_USED;
  });
}

/** What one statement, or the condition of an instruction, is to the flags; most are nothing, and have none. */
interface FlagEvent {
  readonly instruction: number;
  readonly statement: number;
  readonly kind: 'sets' | 'mayset' | 'compared' | 'compares' | 'reads';
  /** Set, or read; of what sets, `reads` are wanted where its flag is. */
  readonly bits: number;
  readonly reads: number;
}

/** Of a block, last first: found once, gone through until nothing changes. */
function flagEvents({ instructions }: Block, uses: readonly Uses[]): FlagEvent[] {
  const events: FlagEvent[] = [];
  for (let instruction = instructions.length - 1; instruction >= 0; instruction--) {
    const { statements, condition } = instructions[instruction];
    const [sets, use] = [condition === ALWAYS ? 'sets' : 'mayset', uses[instruction]] as const;
    for (let at = statements.length - 1; at >= 0; at--) {
      const statement = statements[at];
      const reads = readByStatement(statement);
      if (statement.kind === 'setFlag') events.push({ instruction, statement: at, kind: sets, bits: bitOf(statement.flag), reads });
      else if (statement.kind === 'compared') events.push({ instruction, statement: at, kind: 'compared', bits: 0, reads: 0 });
      else if (statement.kind === 'gotoIf') events.push({ instruction, statement: at, kind: use.branch ? 'compares' : 'reads', bits: CONDITION_READS[statement.code], reads: 0 });
      else if (reads !== 0) events.push({ instruction, statement: at, kind: 'reads', bits: reads, reads: 0 });
    }
    if (condition !== ALWAYS) events.push({ instruction, statement: -1, kind: use.condition ? 'compares' : 'reads', bits: CONDITION_READS[condition], reads: 0 });
  }
  return events;
}

/** Backwards through a block; `drop` hears of statements that nobody needs. */
function backwards(events: readonly FlagEvent[], liveAfter: number, drop: ((event: FlagEvent) => void) | null): number {
  let live = liveAfter;
  let comparisonWanted = false;
  for (const event of events) {
    const { kind, bits } = event;
    if (kind === 'reads') live |= bits;
    else if (kind === 'compares') comparisonWanted = true;
    else if (kind === 'compared') {
      if (!comparisonWanted) drop?.(event);
      comparisonWanted = false;
    } else if ((live & bits) === 0) drop?.(event);
    else live = (kind === 'sets' ? live & ~bits : live) | event.reads;
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
  const liveIn = new Array<number>(blocks.length).fill(0);
  const liveOut = (block: Block): number => block.successors.reduce((live, address) => live | liveIn[index.get(address) ?? 0], block.leaves ? wanted : 0);
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = blocks.length - 1; i >= 0; i--) {
      const live = backwards(events[i], liveOut(blocks[i]), null);
      if (live !== liveIn[i]) changed = true;
      liveIn[i] = live;
    }
  }
  return blocks.map((block, i) => {
    const dropped = new Array<number>(block.instructions.length).fill(0);
    backwards(events[i], liveOut(block), ({ instruction, statement }) => {
      dropped[instruction] |= 1 << statement;
    });
    return uses[i].map(({ condition, branch }, at) => ({ dropped: dropped[at], comparesForCondition: condition, comparesForBranch: branch }));
  });
}
