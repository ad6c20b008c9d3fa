/**
 * Finds the basic blocks of a guest function by following it from its entry. Calls and computed jumps leave the
 * function; the places they come back to are entries. Table branches are followed where the comparison that bounds
 * them stands before them, as compilers write it.
 */
import type { Instruction } from '../decode/decoder.ts';
import type { Expression, Statement } from '../ir/expression.ts';

export interface Block {
  readonly address: number;
  readonly instructions: readonly Instruction[];
  /** Address after the last instruction. */
  readonly end: number;
  /** Blocks of this function that may follow, by address. */
  readonly successors: readonly number[];
  /** Control may leave the function at the end, to a place not known or not in it. */
  readonly leaves: boolean;
  /** May be entered from outside. */
  readonly isEntry: boolean;
}

export interface GuestFunction {
  readonly entry: number;
  /** In address order, those of copied functions among them. */
  readonly blocks: readonly Block[];
  /** Calls some of its own blocks. */
  readonly hasCopies: boolean;
}

/** Beyond this a function is cut; the rest becomes functions of its own. */
const MOST_INSTRUCTIONS = 6000;
const ALWAYS = 14;
const MOST_CASES = 512;

export interface Code {
  /**
   * Null outside the code that may be translated.
   * @param condition of the IT block it stands in, or null
   */
  instruction(address: number, condition: number | null): Instruction | null;
  halfword(address: number): number | null;
  /** A called function small enough to be copied into its callers. */
  isSmallLeaf(address: number): boolean;
}

/** Copies of called functions in one function, in instructions. */
const MOST_COPIED = 1500;
const SMALL = 150;

/** Short, and calling nothing itself. Looks no further than it must: most functions are neither. */
export function isSmallLeaf(code: Code, entry: number): boolean {
  let leaf = true;
  const looked = follow({
    halfword: code.halfword,
    isSmallLeaf: () => false,
    instruction: (at, condition) => {
      const instruction = leaf ? code.instruction(at, condition) : null;
      leaf &&= instruction === null || (instruction.kind !== 'call' && transferOf(instruction)?.kind !== 'host');
      return leaf ? instruction : null;
    },
  }, entry, false, SMALL + 1);
  return leaf && looked.instructions.size > 0 && looked.instructions.size <= SMALL;
}

/** The statement by which an instruction may leave the straight line. */
export const transferOf = ({ statements }: Instruction): Statement | null => {
  const last = statements.at(-1);
  if (last === undefined) return null;
  return last.kind === 'goto' || last.kind === 'gotoIf' || last.kind === 'call' || last.kind === 'jump' || last.kind === 'host' ? last : null;
};

/** True where the next instruction in memory is not executed after this one. */
export function endsFlow(instruction: Instruction): boolean {
  if (instruction.condition !== ALWAYS) return false;
  if (instruction.refusal !== null) return true;
  const transfer = transferOf(instruction);
  if (transfer === null || transfer.kind === 'gotoIf') return false;
  return transfer.kind !== 'goto' || transfer.condition === null;
}

/** With small leaf functions that it calls. */
export function findBlocks(code: Code, entry: number): GuestFunction {
  const { instructions, leaders, entries, hasCopies } = follow(code, entry, true, MOST_INSTRUCTIONS);
  return { entry, blocks: toBlocks(instructions, leaders, entries), hasCopies };
}

interface Followed {
  readonly instructions: ReadonlyMap<number, Instruction>;
  /** Where blocks begin, and which of them are entered from outside. */
  readonly leaders: ReadonlySet<number>;
  readonly entries: ReadonlySet<number>;
  readonly hasCopies: boolean;
}

/**
 * @param copies whether small leaf functions that are called come along
 * @param most instructions, beyond which the rest is left alone
 */
function follow(code: Code, entry: number, copies: boolean, most: number): Followed {
  const instructions = new Map<number, Instruction>();
  const leaders = new Set<number>([entry]);
  const entries = new Set<number>([entry]);
  const work = [entry];
  const copied = new Set<number>();
  const lead = (address: number): void => {
    if (!leaders.has(address)) work.push(address);
    leaders.add(address);
  };
  for (let start = work.pop(); start !== undefined; start = work.pop()) {
    let pending: readonly number[] = [];
    for (let address = start; !instructions.has(address) && instructions.size < most; ) {
      const instruction = code.instruction(address, pending.length > 0 ? pending[0] : null);
      if (instruction === null) break;
      instructions.set(address, instruction);
      pending = instruction.itConditions.length > 0 ? instruction.itConditions : pending.length > 0 ? pending.slice(1) : pending;
      address += instruction.length;
      const transfer = transferOf(instruction);
      if (transfer?.kind === 'goto' || transfer?.kind === 'gotoIf') lead(transfer.target);
      if (transfer?.kind === 'call' || transfer?.kind === 'host' || (instruction.kind === 'call' && transfer?.kind === 'jump')) {
        entries.add(address);
        lead(address);
      }
      if (copies && transfer?.kind === 'call' && instructions.size < MOST_COPIED && code.isSmallLeaf(transfer.target)) {
        copied.add(transfer.target);
        entries.add(transfer.target);
        lead(transfer.target);
      }
      if (instruction.mnemonic === 'TBB' || instruction.mnemonic === 'TBH') {
        for (const target of tableTargets(code, instruction, instructions)) {
          entries.add(target);
          lead(target);
        }
      }
      if (endsFlow(instruction)) break;
      if (transfer !== null) lead(address);
    }
  }
  return { instructions, leaders, entries, hasCopies: copied.size > 0 };
}

function toBlocks(instructions: ReadonlyMap<number, Instruction>, leaders: ReadonlySet<number>, entries: ReadonlySet<number>): Block[] {
  const sorted = [...instructions.values()].sort((a, b) => a.address - b.address);
  const groups: Instruction[][] = [];
  let end = -1;
  for (const instruction of sorted) {
    if (instruction.address !== end || leaders.has(instruction.address)) groups.push([]);
    groups[groups.length - 1].push(instruction);
    end = endsFlow(instruction) ? -1 : instruction.address + instruction.length;
  }
  const starts = new Set(groups.map(([first]) => first.address));
  return groups.map((group) => {
    const last = group[group.length - 1];
    const transfer = transferOf(last);
    const after = last.address + last.length;
    const targets = [...(transfer?.kind === 'goto' || transfer?.kind === 'gotoIf' ? [transfer.target] : []), ...(endsFlow(last) ? [] : [after])];
    const successors = targets.filter((target) => starts.has(target));
    const leavesByTransfer = transfer !== null && transfer.kind !== 'goto' && transfer.kind !== 'gotoIf';
    return { address: group[0].address, instructions: group, end: after, successors, leaves: leavesByTransfer || last.refusal !== null || successors.length < targets.length, isEntry: entries.has(group[0].address) };
  });
}

/** The places a table branch may lead to, if what bounds its index is found. */
function tableTargets(code: Code, { mnemonic, address, encoding }: Instruction, known: ReadonlyMap<number, Instruction>): number[] {
  if (((encoding >>> 16) & 15) !== 15) return [];
  const index = encoding & 15;
  let count = 0;
  for (let at = address - 2; at >= address - 16 && count === 0; at -= 2) {
    const before = known.get(at);
    if (before?.mnemonic !== 'CMP' && before?.mnemonic !== 'CMP.W') continue;
    const compared = before.statements.find((statement) => statement.kind === 'compared');
    if (compared?.kind === 'compared' && isRegister(compared.a, index) && compared.b.kind === 'constant') count = compared.b.value + 1;
  }
  if (count > MOST_CASES) return [];
  return Array.from({ length: count }, (_, i) => {
    const at = address + 4 + (mnemonic === 'TBB' ? i : 2 * i);
    const halfword = code.halfword(at & ~1) ?? 0;
    const offset = mnemonic === 'TBH' ? halfword : (halfword >> (8 * (at & 1))) & 255;
    return address + 4 + 2 * offset;
  });
}

const isRegister = (expression: Expression, index: number): boolean => expression.kind === 'register' && expression.index === index;
