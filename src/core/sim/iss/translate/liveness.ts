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
      let bits = 0;
      for (const operand of expression.operands) bits |= read(operand);
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

/** Forwards: where do the flags stand as after the last comparison? */
function comparisons(instructions: readonly Instruction[]): Uses[] {
  let valid = false;
  return instructions.map(({ statements, condition }) => {
    const use = { condition: valid && decidedByComparison(condition), branch: false };
    for (const statement of statements) {
      if (statement.kind === 'gotoIf') use.branch = valid && decidedByComparison(statement.code);
      else if (statement.kind === 'compared') valid = condition === ALWAYS;
      else if (statement.kind === 'setFlag' && !statements.some(({ kind }) => kind === 'compared')) valid = false;
    }
    if (condition !== ALWAYS && statements.some(({ kind }) => kind === 'setFlag')) valid = false;
    return use;
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
    const note = (statement: number, kind: FlagEvent['kind'], bits: number, reads = 0): void => void events.push({ instruction, statement, kind, bits, reads });
    for (let at = statements.length - 1; at >= 0; at--) {
      const statement = statements[at];
      const reads = readByStatement(statement);
      if (statement.kind === 'setFlag') note(at, condition === ALWAYS ? 'sets' : 'mayset', bitOf(statement.flag), reads);
      else if (statement.kind === 'compared') note(at, 'compared', 0);
      else if (statement.kind === 'gotoIf') note(at, uses[instruction].branch ? 'compares' : 'reads', CONDITION_READS[statement.code]);
      else if (reads !== 0) note(at, 'reads', reads);
    }
    if (condition !== ALWAYS) note(-1, uses[instruction].condition ? 'compares' : 'reads', CONDITION_READS[condition]);
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
