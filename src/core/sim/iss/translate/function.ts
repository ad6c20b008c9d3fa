/**
 * One guest function as one WebAssembly function: it takes the index of the block to enter at, works on locals, and
 * gives back the next program counter (0 where the host is wanted). Loops of the guest are loops of WebAssembly.
 */
import type { Instruction } from '../decode/decoder.ts';
import { conditionExpression } from '../ir/condition.ts';
import type { Expression, Statement } from '../ir/expression.ts';
import { SERVICES, STATE } from '../memory.ts';
import type { BlockCycles } from '../timing/blockCycles.ts';
import { codeFetch } from '../timing/flash.ts';
import { COMPARED_A, COMPARED_B, Emitter } from './emitter.ts';
import type { Block, GuestFunction } from './flow.ts';
import { flagUses, type FlagUse } from './liveness.ts';
import { withFrame } from './frame.ts';
import type { AccessOptions } from './memoryAccesses.ts';
import { childHolds, loopsAround, nestLoops, type LoopNest } from './loops.ts';
import { BLOCK_BITS } from './module.ts';
import { NO_BLOCK } from './misses.ts';
import { WASM } from './opcodes.ts';
import type { Writer } from './writer.ts';

export interface FunctionOptions extends AccessOptions {
  /** Where the dispatcher looks addresses up, for returns that stay inside a function. */
  readonly lookup: { readonly place: number; readonly codeBase: number; readonly halfwords: number };
  /** Flags that anybody outside the function may read, as bits. */
  readonly wantedFlags: number;
  /** Cycles of a block when it falls through, and what a taken branch at its end adds; null: not counted. */
  readonly cycles: ((block: Block) => BlockCycles) | null;
  /** Place of a block's three 64-bit counters (executed, left by its branch, cycles waited for flash), or null: not counted. */
  readonly counters: ((block: Block) => number) | null;
  /** Where it stands how much code had been fetched when this address last ran. */
  readonly stamps: (address: number) => number;
}

const ALWAYS = 14;
const COMPARED = {
  a: { kind: 'temporary', type: 'i32', index: COMPARED_A },
  b: { kind: 'temporary', type: 'i32', index: COMPARED_B },
} as const satisfies Readonly<Record<string, Expression>>;

const FREE = { straight: 0, starts: [] } as const;

/** What a branch can name: the way out, a loop's head, or the place before a child of a nest. */
type Label = 'exit' | 'if' | LoopNest | { readonly before: LoopNest; readonly child: number };

/** @param slot the function's own place in the table of functions */
export function emitFunction({ blocks, hasCopies }: GuestFunction, options: FunctionOptions, slot: number): Writer {
  const emitter = new Emitter(options);
  const indexOf = new Map(blocks.map(({ address }, i) => [address, i]));
  const uses = flagUses(blocks, options.wantedFlags);
  const nest = nestLoops(
    blocks.map(({ successors }) => successors.map((address) => indexOf.get(address) ?? 0)),
    new Set(blocks.flatMap(({ isEntry }, i) => (isEntry ? [i] : []))),
  );
  const labels: Label[] = [];
  const [pc, counter] = [emitter.local('pc'), emitter.counter()];
  const costs = options.cycles === null ? null : blocks.map(options.cycles);

  const enter = (label: Label, code: number): void => {
    emitter.code.u8(code, WASM.void);
    labels.push(label);
  };
  const leave = (): void => {
    emitter.op(WASM.end);
    labels.pop();
  };
  const branch = (matches: (label: Label) => boolean): void => {
    const at = labels.findLastIndex(matches);
    if (at < 0) throw new Error('a branch to a label that is not open');
    emitter.with(WASM.br, labels.length - 1 - at);
  };
  /** Fuel and cycles share one number, so that both cost one addition. */
  const count = (instructions: number, cycles: number): void => {
    if (instructions === 0 && cycles === 0) return;
    emitter.count(-instructions, cycles);
  };
  /** Opens an `if` for when the fuel is spent. */
  const ifSpent = (): void => {
    emitter.with(WASM.localGet, counter);
    emitter.op(WASM.i64Const);
    emitter.code.signedLong(1, 0);
    emitter.op(WASM.i64LtS);
    enter('if', WASM.if);
  };
  const exitTo = (address: number): void => {
    emitter.constant(address | 1);
    emitter.with(WASM.localSet, pc);
    branch((label) => label === 'exit');
  };
  /** To a block of a copied function, or back from one: round by the root's dispatch. The program counter is set. */
  const goRound = (): void => branch((label) => label === nest);
  /** Where the program counter now leads to one of this function's own entries, go there without leaving. */
  const stayInside = (): void => {
    const { place, codeBase, halfwords } = options.lookup;
    const found = emitter.local('found');
    emitter.with(WASM.localGet, pc);
    emitter.constant(codeBase | 1);
    emitter.op(WASM.i32Sub);
    emitter.constant(1);
    emitter.op(WASM.i32Rotr);
    emitter.with(WASM.localTee, found);
    emitter.constant(halfwords);
    emitter.op(WASM.i32LtU);
    enter('if', WASM.if);
    emitter.with(WASM.localGet, found);
    emitter.constant(2);
    emitter.op(WASM.i32Shl);
    emitter.memory(WASM.i32Load, 2, place);
    emitter.with(WASM.localTee, found);
    emitter.constant(BLOCK_BITS);
    emitter.op(WASM.i32ShrU);
    emitter.constant(slot);
    emitter.op(WASM.i32Eq);
    enter('if', WASM.if);
    emitter.with(WASM.localGet, found);
    emitter.constant((1 << BLOCK_BITS) - 1);
    emitter.op(WASM.i32And);
    emitter.with(WASM.localSet, 0);
    goRound();
    leave();
    leave();
  };
  /** Blocks that are loops by themselves and fit the cache: fetched when the loop is entered, not each time round. */
  const fetchedAhead = new Set<number>();
  const waitsPlace = (block: Block): number => (options.counters === null ? NO_BLOCK : options.counters(block) + 16);
  /** A block's own code: waits for what the cache no longer holds. */
  const fetchCode = (index: number, ahead: boolean): void => {
    const code = options.flash?.timing.code ?? null;
    if (code === null || fetchedAhead.has(index)) return;
    const block = blocks[index];
    const { bytes, cycles } = codeFetch(block, costs === null ? 0 : costs[index].straight, code);
    if (cycles === 0 || (ahead && bytes > code.bytes)) return;
    if (ahead) fetchedAhead.add(index);
    emitter.waitsPlace = waitsPlace(block);
    const [fetched, stamp] = [emitter.local('fetched'), options.stamps(block.address)];
    emitter.constant(0);
    emitter.memory(WASM.i32Load, 2, 4 * STATE.fetched);
    emitter.with(WASM.localTee, fetched);
    emitter.constant(0);
    emitter.memory(WASM.i32Load, 2, stamp);
    emitter.op(WASM.i32Sub);
    emitter.constant(Math.max(0, code.bytes - bytes));
    emitter.op(bytes > code.bytes ? WASM.i32GeU : WASM.i32GtU);
    enter('if', WASM.if);
    emitter.constant(bytes);
    emitter.constant(cycles);
    emitter.constant(emitter.waitsPlace);
    emitter.call('blockMissed');
    emitter.with(WASM.localSet, fetched);
    emitter.count(0, cycles);
    leave();
    emitter.constant(0);
    emitter.with(WASM.localGet, fetched);
    emitter.memory(WASM.i32Store, 2, stamp);
  };

  /** Prepares the dispatch of loops that are entered on the way, if they have one. */
  function aim(from: number, to: number): void {
    const entered = loopsAround(nest, to).filter((loop) => !(from >= loop.first && from <= loop.last));
    if (!entered.some(({ dispatches }) => dispatches)) return;
    emitter.constant(to === entered[0].first ? -1 : to);
    emitter.with(WASM.localSet, 0);
  }

  /** From block to block, by a branch or by falling through. */
  function transfer(from: number, address: number): void {
    const to = indexOf.get(address);
    if (to === undefined) return exitTo(address);
    if (to <= from) {
      const loop = loopsAround(nest, from).findLast(({ first }) => first === to);
      if (loop?.dispatches) {
        emitter.constant(-1);
        emitter.with(WASM.localSet, 0);
      }
      return branch((label) => label === loop);
    }
    aim(from, to);
    if (to === from + 1 && !labels.includes('if')) return;
    branch((label) => typeof label === 'object' && 'before' in label && childHolds(label.before.children[label.child], to) && !childHolds(label.before.children[label.child], from));
  }

  function transferStatement(statement: Statement, from: number, block: Block, use: FlagUse): void {
    const taken = costs === null ? 0 : costs[from].taken;
    const leaveTaken = (): void => {
      count(0, taken);
      if (options.counters !== null) emitter.addTo(options.counters(block) + 8, 1);
    };
    switch (statement.kind) {
      case 'goto':
      case 'gotoIf': {
        const condition = statement.kind === 'goto' ? statement.condition : statement.code >= ALWAYS ? null : conditionExpression(statement.code, use.comparesForBranch ? COMPARED : null);
        if (condition !== null) {
          emitter.expression(condition);
          enter('if', WASM.if);
        }
        leaveTaken();
        transfer(from, statement.target);
        if (condition !== null) leave();
        return;
      }
      case 'call': {
        leaveTaken();
        const copy = hasCopies ? indexOf.get(statement.target) : undefined;
        if (copy === undefined || !blocks[copy].isEntry) return exitTo(statement.target);
        emitter.constant(statement.target | 1);
        emitter.with(WASM.localSet, pc);
        emitter.constant(copy);
        emitter.with(WASM.localSet, 0);
        return goRound();
      }
      case 'jump':
        emitter.expression(statement.target);
        emitter.with(WASM.localSet, pc);
        leaveTaken();
        if (hasCopies) stayInside();
        return branch((label) => label === 'exit');
      case 'host':
        for (const [word, value] of [[STATE.service, SERVICES.indexOf(statement.service)], [STATE.serviceNumber, statement.number]]) {
          emitter.constant(4 * word);
          emitter.constant(value);
          emitter.memory(WASM.i32Store, 2, 0);
        }
        return exitTo(block.end);
      default:
        emitter.statement(statement);
    }
  }

  function emitInstruction(instruction: Instruction, from: number, block: Block, use: FlagUse): void {
    const { condition, statements, refusal } = instruction;
    emitter.pc = instruction.address;
    if (condition !== ALWAYS) {
      emitter.expression(conditionExpression(condition, use.comparesForCondition ? COMPARED : null));
      enter('if', WASM.if);
    }
    if (refusal !== null) {
      emitter.constant(instruction.address);
      emitter.call('trap');
    }
    statements.forEach((statement, i) => {
      if (((use.dropped >> i) & 1) === 0) transferStatement(statement, from, block, use);
    });
    if (condition !== ALWAYS) leave();
  }

  function emitBlock(index: number): void {
    const block = blocks[index];
    const { straight, starts } = costs === null ? FREE : costs[index];
    count(block.instructions.length, straight);
    emitter.waitsPlace = waitsPlace(block);
    if (options.counters !== null) emitter.addTo(options.counters(block), 1);
    fetchCode(index, false);
    block.instructions.forEach((instruction, i) => {
      emitter.ahead = { instructions: block.instructions.length - i, cycles: straight - (starts[i] ?? straight) };
      emitInstruction(instruction, index, block, uses[index][i]);
    });
    const last = block.instructions[block.instructions.length - 1];
    if (last.refusal !== null && last.condition === ALWAYS) emitter.op(WASM.unreachable);
    else if (block.successors.includes(block.end) || !fallsNowhere(last)) transfer(index, block.end);
  }

  function emitNest(current: LoopNest): void {
    const { children, first, last, isLoop, dispatches } = current;
    const isRound = hasCopies && current === nest;
    if (isLoop && !isRound && !dispatches && children.length === 1 && typeof children[0] === 'number') fetchCode(children[0], true);
    if (isLoop || isRound) enter(current, WASM.loop);
    if (isRound) {
      ifSpent();
      branch((label) => label === 'exit');
      leave();
    }
    for (let child = children.length - 1; child > 0; child--) enter({ before: current, child }, WASM.block);
    if (dispatches) {
      enter({ before: current, child: 0 }, WASM.block);
      emitter.with(WASM.localGet, 0);
      emitter.constant(first);
      emitter.op(WASM.i32Sub);
      emitter.with(WASM.brTable, last - first + 1);
      for (let block = first; block <= last; block++) emitter.code.unsigned(children.findIndex((child) => childHolds(child, block)));
      emitter.code.unsigned(0);
      leave();
    }
    if (isLoop) {
      // after the dispatch, so that what enters in the middle is not sent back to the head
      ifSpent();
      exitTo(blocks[first].address);
      leave();
    }
    children.forEach((child, i) => {
      if (i > 0) leave();
      if (typeof child === 'number') emitBlock(child);
      else emitNest(child);
    });
    if (isLoop || isRound) leave();
  }

  enter('exit', WASM.block);
  emitNest(nest);
  emitter.op(WASM.unreachable);
  leave();
  return withFrame(emitter, pc, counter);
}

/** The last instruction always leaves by itself. */
function fallsNowhere({ condition, statements }: Instruction): boolean {
  const last = statements.at(-1);
  if (condition !== ALWAYS || last === undefined) return false;
  return last.kind === 'call' || last.kind === 'jump' || last.kind === 'host' || (last.kind === 'goto' && last.condition === null) || (last.kind === 'gotoIf' && last.code >= ALWAYS);
}
