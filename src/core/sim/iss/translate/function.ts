/**
 * One guest function as one WebAssembly function: it takes the index of the block to enter at, works on locals, and
 * gives back the next program counter (0 where the host is wanted). Loops of the guest are loops of WebAssembly.
 */
import type { Instruction } from '../decode/decoder.ts';
import type { BlockCycles } from '../timing/blockCycles.ts';
import { CodeFetches } from './codeFetches.ts';
import { Emitter } from './emitter.ts';
import type { Block, GuestFunction } from './flow.ts';
import { withFrame } from './frame.ts';
import { LOCALS } from './functionBody.ts';
import { Labels } from './labels.ts';
import { flagUses, type FlagUse } from './liveness.ts';
import { childHolds, nestLoops, type LoopNest } from './loops.ts';
import type { AccessOptions } from './memoryAccesses.ts';
import { WASM } from './opcodes.ts';
import { KEYS } from './patterns.ts';
import { ALWAYS, conditionOf, Transfers, type Leaving, type Lookup } from './transfers.ts';
import type { Writer } from './writer.ts';

export interface FunctionOptions extends AccessOptions {
  readonly lookup: Lookup;
  /** Flags that anybody outside the function may read, as bits. */
  readonly wantedFlags: number;
  /** Cycles of a block when it falls through, and what a taken branch at its end adds; null: not counted. */
  readonly cycles: ((block: Block) => BlockCycles) | null;
  /** Place of a block's three 64-bit counters (left by its branch, left without it, cycles waited for flash), or null: not counted. */
  readonly counters: ((block: Block) => number) | null;
  /** Where it stands how much code had been fetched when this address last ran. */
  readonly stamps: (address: number) => number;
}

/** A block's counters, in order. */
export const COUNTERS = { taken: 0, fallen: 1, waits: 2 } as const;
const FREE = { straight: 0, taken: 0, starts: [] } as const;

/**
 * @param slot the function's own place in the table of functions
 * @param out where its body is written
 */
export function emitFunction(guest: GuestFunction, options: FunctionOptions, slot: number, out: Writer): void {
  const { blocks, hasCopies } = guest;
  const emitter = new Emitter(options);
  const labels = new Labels(emitter);
  const uses = flagUses(blocks, options.wantedFlags);
  const indexOf = new Map(blocks.map(({ address }, i) => [address, i]));
  const { nest, around } = nestLoops(
    blocks.map(({ successors }) => successors.map((address) => indexOf.get(address) ?? 0)),
    new Set(blocks.flatMap(({ isEntry }, i) => (isEntry ? [i] : []))),
  );
  const transfers = new Transfers(guest, indexOf, nest, around, emitter, labels, options.lookup, slot);
  const costs = blocks.map((block) => options.cycles?.(block) ?? FREE);
  const places = blocks.map((block) => options.counters?.(block) ?? 0);

  /** Fuel and cycles share one number, so that both cost one addition. */
  const count = (instructions: number, cycles: number): void => {
    if (instructions === 0 && cycles === 0) return;
    emitter.count(-instructions, cycles);
  };
  /** Opens an `if` for when the fuel is spent. */
  const ifSpent = (): void => {
    emitter.with(WASM.localGet, LOCALS.counter);
    emitter.op(WASM.i64Const);
    emitter.code.signedLong(1, 0);
    emitter.op(WASM.i64LtS);
    labels.enter('if', WASM.if);
  };
  /** One more in one of a block's counters. */
  const tally = (index: number, which: number): void => {
    if (places[index] === 0) return;
    emitter.counter = places[index] + 8 * which;
    if (emitter.pattern(KEYS.tally)) return;
    emitter.addTo('counter', 1);
    emitter.patternEnds(KEYS.tally);
  };
  const waitsOf = (index: number): number => (places[index] === 0 ? 0 : places[index] + 8 * COUNTERS.waits);
  const cache = options.flash?.timing.code ?? null;
  const fetches = cache === null ? null : new CodeFetches(emitter, labels, cache, options.stamps);

  function emitInstruction(instruction: Instruction, { dropped, comparesForBranch, comparesForCondition }: FlagUse, leaving: Leaving): void {
    const { condition, statements, refusal } = instruction;
    emitter.pc = instruction.address | 0;
    if (condition !== ALWAYS) {
      emitter.expression(conditionOf(condition, comparesForCondition));
      labels.enter('if', WASM.if);
    }
    if (refusal !== null) {
      emitter.constant(instruction.address);
      emitter.call('trap');
    }
    for (let i = 0; i < statements.length; i++) {
      if (((dropped >> i) & 1) === 0) transfers.statement(statements[i], leaving, comparesForBranch);
    }
    if (condition !== ALWAYS) labels.leave();
  }

  function emitBlock(index: number): void {
    const block = blocks[index];
    const { instructions } = block;
    const { straight, starts, taken } = costs[index];
    const leaving: Leaving = {
      from: index,
      block,
      taken: () => {
        count(0, taken);
        tally(index, COUNTERS.taken);
      },
      served: () => tally(index, COUNTERS.fallen),
    };
    count(instructions.length, straight);
    emitter.waits = waitsOf(index);
    fetches?.block(block, straight, emitter.waits);
    for (let i = 0; i < instructions.length; i++) {
      // instructions above, less the cycles below them
      emitter.ahead = (instructions.length - i) * 2 ** 32 - (straight - (starts[i] ?? straight));
      emitInstruction(instructions[i], uses[index][i], leaving);
    }
    const last = instructions[instructions.length - 1];
    if (last.refusal !== null && last.condition === ALWAYS) emitter.op(WASM.unreachable);
    else if (block.successors.includes(block.end) || !fallsNowhere(last)) {
      tally(index, COUNTERS.fallen);
      transfers.to(block.end, index);
    }
  }

  function emitNest(current: LoopNest): void {
    const { children, first, last, isLoop, dispatches } = current;
    const isRound = hasCopies && current === nest;
    const [only] = children;
    if (isLoop && !isRound && !dispatches && children.length === 1 && typeof only === 'number') fetches?.loop(blocks[only], costs[only].straight, waitsOf(only));
    if (isLoop || isRound) labels.enter(current, WASM.loop);
    if (isRound) {
      ifSpent();
      labels.toExit();
      labels.leave();
    }
    for (let child = children.length - 1; child > 0; child--) labels.enter({ before: current, child }, WASM.block);
    if (dispatches) {
      labels.enter({ before: current, child: 0 }, WASM.block);
      emitter.with(WASM.localGet, 0);
      emitter.constant(first);
      emitter.op(WASM.i32Sub);
      emitter.with(WASM.brTable, last - first + 1);
      for (let block = first, child = 0; block <= last; block++) {
        while (!childHolds(children[child], block)) child++;
        emitter.code.unsigned(child);
      }
      emitter.code.unsigned(0);
      labels.leave();
    }
    if (isLoop) {
      // after the dispatch, so that what enters in the middle is not sent back to the head
      ifSpent();
      transfers.exitTo(blocks[first].address);
      labels.leave();
    }
    children.forEach((child, i) => {
      if (i > 0) labels.leave();
      if (typeof child === 'number') emitBlock(child);
      else emitNest(child);
    });
    if (isLoop || isRound) labels.leave();
  }

  labels.enter('exit', WASM.block);
  emitNest(nest);
  emitter.op(WASM.unreachable);
  labels.leave();
  withFrame(emitter, out);
}

/** The last instruction always leaves by itself. */
function fallsNowhere({ condition, statements }: Instruction): boolean {
  const last = statements.at(-1);
  if (condition !== ALWAYS || last === undefined) return false;
  return last.kind === 'call' || last.kind === 'jump' || last.kind === 'host' || (last.kind === 'goto' && last.condition === null) || (last.kind === 'gotoIf' && last.code >= ALWAYS);
}
