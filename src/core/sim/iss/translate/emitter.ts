/**
 * Prints expressions and statements as WebAssembly. Guest registers, flags and temporaries are locals; memory is a matter
 * of memoryAccesses.ts.
 */
import { OPERATORS } from '../ir/ops.ts';
import type { Expression, Statement } from '../ir/expression.ts';
import { STATE, specialIndex } from '../memory.ts';
import { TYPE_CODES } from './functionBody.ts';
import { MemoryAccesses } from './memoryAccesses.ts';
import { WASM } from './opcodes.ts';

/** Indices of temporaries that hold the last comparison. */
export const COMPARED_A = 200;
export const COMPARED_B = 201;

export class Emitter extends MemoryAccesses {
  override expression(expression: Expression): void {
    switch (expression.kind) {
      case 'constant':
        return this.constant(expression.value);
      case 'constant64':
        this.op(WASM.i64Const);
        return this.code.signed64(expression.value);
      case 'register':
        return this.with(WASM.localGet, this.register(expression.index));
      case 'single':
        return this.with(WASM.localGet, this.guest(STATE.singles + expression.index, false));
      case 'flag':
        return this.with(WASM.localGet, this.flag(expression.flag));
      case 'special':
        this.constant(4 * specialIndex(expression.name));
        return this.memory(WASM.i32Load, 2, 0);
      case 'temporary':
        return this.with(WASM.localGet, this.temporary(expression.index, expression.type));
      case 'operator': {
        const { operands } = expression;
        const { code } = OPERATORS[expression.name];
        // plain counting: most of the printing is here, and runs before the engine has made it fast
        for (let i = 0; i < operands.length; i++) this.expression(operands[i]);
        for (let i = 0; i < code.length; i++) this.code.byte(code[i]);
        return;
      }
      case 'choice':
        this.expression(expression.condition);
        this.code.u8(WASM.if, TYPE_CODES[expression.type]);
        this.expression(expression.chosen);
        this.op(WASM.else);
        this.expression(expression.otherwise);
        return this.op(WASM.end);
      case 'load':
        return this.load(expression);
      case 'range':
        return this.range(expression.address, 4 * expression.words, expression.writes);
      case 'word':
        this.expression(expression.range);
        return this.memory(WASM.i32Load, 2, expression.offset);
      default:
        expression satisfies never;
    }
  }

  /** Statements that do not transfer control. */
  statement(statement: Exclude<Statement, { kind: 'goto' | 'gotoIf' | 'call' | 'jump' | 'host' }>): void {
    switch (statement.kind) {
      case 'let':
        this.expression(statement.value);
        return this.with(WASM.localSet, this.temporary(statement.index, statement.value.type));
      case 'setRegister':
        this.expression(statement.value);
        return this.with(WASM.localSet, this.register(statement.index, true));
      case 'setSingle':
        this.expression(statement.value);
        return this.with(WASM.localSet, this.guest(STATE.singles + statement.index, true));
      case 'setFlag':
        this.expression(statement.value);
        return this.with(WASM.localSet, this.flag(statement.flag, true));
      case 'setSpecial':
        this.constant(4 * specialIndex(statement.name));
        this.expression(statement.value);
        return this.memory(WASM.i32Store, 2, 0);
      case 'compared':
        this.expression(statement.a);
        this.with(WASM.localSet, this.temporary(COMPARED_A, 'i32'));
        this.expression(statement.b);
        return this.with(WASM.localSet, this.temporary(COMPARED_B, 'i32'));
      case 'store':
        return this.store(statement);
      case 'storeWord':
        this.expression(statement.range);
        this.expression(statement.value);
        return this.memory(WASM.i32Store, 2, statement.offset);
      case 'stackMoved':
        this.with(WASM.localGet, this.register(13));
        this.constant(4 * STATE.stackLowest);
        this.memory(WASM.i32Load, 2, 0);
        this.code.u8(WASM.i32LtU, WASM.if, WASM.void);
        this.with(WASM.localGet, this.register(13));
        this.constant(this.pc);
        this.call('stackLowered');
        return this.op(WASM.end);
      case 'trapUnlessZero':
        this.expression(statement.value);
        this.code.u8(WASM.if, WASM.void);
        this.constant(this.pc);
        this.call('trap');
        return this.op(WASM.end);
      default:
        statement satisfies never;
    }
  }
}
