/** Labels that are open while a function is printed, so that branches name what they lead to and not how deep it lies. */
import type { FunctionBody } from './functionBody.ts';
import type { LoopNest } from './loops.ts';
import { WASM } from './opcodes.ts';

/** What a branch can name: the way out, a loop's head, or the place before a child of a nest; an `if` it only leaves. */
export type Label = 'exit' | 'if' | LoopNest | { readonly before: LoopNest; readonly child: number };

export class Labels {
  private readonly open: Label[] = [];

  constructor(private readonly body: FunctionBody) {}

  /** @param code of the instruction that opens it: block, loop or if */
  enter(label: Label, code: number): void {
    this.body.code.u8(code, WASM.void);
    this.open.push(label);
  }

  leave(): void {
    this.body.op(WASM.end);
    this.open.pop();
  }

  /** To the innermost label of which that is true. */
  branch(matches: (label: Label) => boolean): void {
    let at = this.open.length - 1;
    while (at >= 0 && !matches(this.open[at])) at--;
    if (at < 0) throw new Error('a branch to a label that is not open');
    this.body.with(WASM.br, this.open.length - 1 - at);
  }

  get inIf(): boolean {
    return this.open.includes('if');
  }

  toExit(): void {
    this.branch((label) => label === 'exit');
  }
}
