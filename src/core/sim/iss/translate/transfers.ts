/**
 * How control gets from block to block of one guest function while it is printed: by falling through, by a branch to a
 * label, round by the dispatch of a loop that is entered in its middle, or out of the function.
 */
import { conditionExpression } from '../ir/condition.ts';
import type { Expression, Statement } from '../ir/expression.ts';
import { SERVICES, STATE } from '../memory.ts';
import { COMPARED_A, COMPARED_B, type Emitter } from './emitter.ts';
import type { Block, GuestFunction } from './flow.ts';
import { LOCALS } from './functionBody.ts';
import type { Labels } from './labels.ts';
import { childHolds, type LoopNest } from './loops.ts';
import { BLOCK_BITS } from './module.ts';
import { WASM } from './opcodes.ts';

export const ALWAYS = 14;

/** Where the dispatcher looks addresses up, for returns that stay inside a function. */
export interface Lookup {
  readonly place: number;
  readonly codeBase: number;
  readonly halfwords: number;
}

const COMPARED = {
  a: { kind: 'temporary', type: 'i32', index: COMPARED_A },
  b: { kind: 'temporary', type: 'i32', index: COMPARED_B },
} as const satisfies Readonly<Record<string, Expression>>;

/** A condition; of the numbers compared last, where they still stand. */
export const conditionOf = (code: number, compares: boolean): Expression => conditionExpression(code, compares ? COMPARED : null);

/** A block's end, as the statement that leaves it needs it. */
export interface Leaving {
  readonly from: number;
  readonly block: Block;
  /** Prints what a taken branch counts. */
  readonly taken: () => void;
  /** And what a call of the host does. */
  readonly served: () => void;
}

export class Transfers {
  /**
   * @param indexOf of the block at an address
   * @param around of each block the loops it lies in, from `nest` to the innermost
   * @param slot the function's own place in the table of functions
   */
  constructor(
    private readonly guest: GuestFunction, private readonly indexOf: ReadonlyMap<number, number>, private readonly nest: LoopNest, private readonly around: readonly (readonly LoopNest[])[],
    private readonly emitter: Emitter, private readonly labels: Labels, private readonly lookup: Lookup, private readonly slot: number,
  ) {}

  exitTo(address: number): void {
    this.emitter.constant(address | 1);
    this.emitter.with(WASM.localSet, LOCALS.pc);
    this.labels.toExit();
  }

  /** From block to block, by a branch or by falling through. */
  to(address: number, from: number): void {
    const { emitter, labels } = this;
    const to = this.indexOf.get(address);
    if (to === undefined) return this.exitTo(address);
    if (to <= from) {
      const loop = this.around[from].findLast(({ first, isLoop }) => isLoop && first === to);
      if (loop?.dispatches) {
        emitter.constant(-1);
        emitter.with(WASM.localSet, 0);
      }
      return labels.branch((label) => label === loop);
    }
    this.aim(from, to);
    if (to === from + 1 && !labels.inIf) return;
    labels.branch((label) => typeof label === 'object' && 'before' in label && childHolds(label.before.children[label.child], to) && !childHolds(label.before.children[label.child], from));
  }

  /**
   * A statement of a block; those that transfer control are ours.
   * @param compares the numbers compared last still stand
   */
  statement(statement: Statement, { from, block, taken, served }: Leaving, compares: boolean): void {
    const { emitter, labels } = this;
    switch (statement.kind) {
      case 'goto':
      case 'gotoIf': {
        const condition = statement.kind === 'goto' ? statement.condition : statement.code >= ALWAYS ? null : conditionOf(statement.code, compares);
        if (condition !== null) {
          emitter.expression(condition);
          labels.enter('if', WASM.if);
        }
        taken();
        this.to(statement.target, from);
        if (condition !== null) labels.leave();
        return;
      }
      case 'call': {
        taken();
        const copy = this.guest.hasCopies ? this.indexOf.get(statement.target) : undefined;
        if (copy === undefined || !this.guest.blocks[copy].isEntry) return this.exitTo(statement.target);
        emitter.constant(statement.target | 1);
        emitter.with(WASM.localSet, LOCALS.pc);
        emitter.constant(copy);
        emitter.with(WASM.localSet, 0);
        return this.goRound();
      }
      case 'jump':
        emitter.expression(statement.target);
        emitter.with(WASM.localSet, LOCALS.pc);
        taken();
        if (this.guest.hasCopies) this.stayInside();
        return labels.toExit();
      case 'host':
        for (const [word, value] of [[STATE.service, SERVICES.indexOf(statement.service)], [STATE.serviceNumber, statement.number]]) {
          emitter.constant(4 * word);
          emitter.constant(value);
          emitter.memory(WASM.i32Store, 2, 0);
        }
        served();
        return this.exitTo(block.end);
      default:
        emitter.statement(statement);
    }
  }

  /** To a block of a copied function, or back from one: round by the root's dispatch. The program counter is set. */
  private goRound(): void {
    this.labels.branch((label) => label === this.nest);
  }

  /** Where the program counter now leads to one of this function's own entries, go there without leaving. */
  private stayInside(): void {
    const { emitter, labels, lookup: { place, codeBase, halfwords } } = this;
    emitter.with(WASM.localGet, LOCALS.pc);
    emitter.constant(codeBase | 1);
    emitter.op(WASM.i32Sub);
    emitter.constant(1);
    emitter.op(WASM.i32Rotr);
    emitter.with(WASM.localTee, LOCALS.found);
    emitter.constant(halfwords);
    emitter.op(WASM.i32LtU);
    labels.enter('if', WASM.if);
    emitter.with(WASM.localGet, LOCALS.found);
    emitter.constant(2);
    emitter.op(WASM.i32Shl);
    emitter.memory(WASM.i32Load, 2, place);
    emitter.with(WASM.localTee, LOCALS.found);
    emitter.constant(BLOCK_BITS);
    emitter.op(WASM.i32ShrU);
    emitter.constant(this.slot);
    emitter.op(WASM.i32Eq);
    labels.enter('if', WASM.if);
    emitter.with(WASM.localGet, LOCALS.found);
    emitter.constant((1 << BLOCK_BITS) - 1);
    emitter.op(WASM.i32And);
    emitter.with(WASM.localSet, 0);
    this.goRound();
    labels.leave();
    labels.leave();
  }

  /** Prepares the dispatch of loops that are entered on the way, if they have one. */
  private aim(from: number, to: number): void {
    const loops = this.around[to];
    let outermost: LoopNest | null = null;
    for (let i = 0; i < loops.length; i++) {
      const loop = loops[i];
      if (from >= loop.first && from <= loop.last) continue;
      outermost ??= loop;
      if (!loop.dispatches) continue;
      this.emitter.constant(to === outermost.first ? -1 : to);
      return this.emitter.with(WASM.localSet, 0);
    }
  }
}
