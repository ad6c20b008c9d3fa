/**
 * One instruction at a time, straight from its expressions: for stepping, for code in RAM, and as the oracle of the
 * translator. Slow and readable.
 */
import { decode, isLong, placed, type Instruction } from './decode/decoder.ts';
import type { IssCore } from './cores.ts';
import { GuestFault, hex } from './fault.ts';
import { conditionExpression } from './ir/condition.ts';
import type { Expression, Statement } from './ir/expression.ts';
import { OPERATORS, type Value } from './ir/ops.ts';
import { SERVICES, STATE, flagIndex, specialIndex, type GuestMemory } from './memory.ts';
import { accessFault, type Host } from './host.ts';

export class Interpreter {
  private readonly instructions = new Map<number, Instruction>();
  /** Of those that do the same anywhere one of each encoding, outside IT blocks and in them: programs repeat themselves. */
  private readonly alike = [new Map<number, Instruction>(), new Map<number, Instruction>()];
  private readonly temporaries: Value[] = [];
  /** Condition codes of the instructions that remain in the IT block, in order. */
  private pending: readonly number[] = [];

  constructor(private readonly core: IssCore, private readonly memory: GuestMemory, private readonly host: Host) {}

  /** In the middle of an IT block. */
  get inIt(): boolean {
    return this.pending.length > 0;
  }

  leaveIt(): void {
    this.pending = [];
  }

  /** The instruction at an address, as the core sees it now. */
  fetch(address: number, condition: number | null): Instruction {
    const first = this.memory.halfword(address);
    if (first === null) throw new GuestFault('unmapped', `execution of ${hex(address)}, which is not memory`, address, address);
    const second = isLong(first) ? this.memory.halfword(address + 2) : 0;
    if (second === null) throw new GuestFault('unmapped', `an instruction that ends outside memory`, address, address + 2);
    return this.instruction(address, isLong(first) ? (first << 16) | second : first, isLong(first) ? 4 : 2, condition);
  }

  /** What this encoding is at an address; the same again while it stays. */
  instruction(address: number, encoding: number, length: 2 | 4, condition: number | null): Instruction {
    const known = this.instructions.get(address);
    if (known !== undefined && known.encoding === encoding && known.inIt === (condition !== null) && (condition === null || known.condition === condition)) return known;
    const instruction = this.decoded(address, encoding, length, condition);
    this.instructions.set(address, instruction);
    return instruction;
  }

  private decoded(address: number, encoding: number, length: 2 | 4, condition: number | null): Instruction {
    const alike = this.alike[condition === null ? 0 : 1];
    const like = alike.get(encoding);
    if (like !== undefined) return placed(like, address, condition);
    const instruction = decode(this.core, address, encoding, length, condition);
    if (instruction.isAnywhere) alike.set(encoding, instruction);
    return instruction;
  }

  /** The one that comes next. */
  next(): Instruction {
    const pc = this.memory.state[STATE.pc];
    if ((pc & 1) === 0) throw new GuestFault('state', `a jump to ${hex(pc)}, whose bit 0 does not say Thumb`, pc);
    return this.fetch((pc & ~1) >>> 0, this.pending.length > 0 ? this.pending[0] : null);
  }

  /**
   * Executes one instruction and says which it was. A service asked of the host stands in the state block.
   * @throws GuestFault
   */
  step(): Instruction {
    const { state } = this.memory;
    const instruction = this.next();
    const { address, length, statements, condition, refusal, mnemonic } = instruction;
    const holds = condition === 14 || this.evaluate(conditionExpression(condition, null), address) !== 0;
    if (holds && refusal !== null) throw refusalFault(instruction);
    this.pending = mnemonic === 'IT' ? instruction.itConditions : this.pending.slice(1);
    let target = (address + length) | 1;
    if (holds) {
      for (const statement of statements) {
        const jump = this.execute(statement, address);
        if (jump !== null) target = jump;
      }
    }
    state[STATE.pc] = target;
    state[STATE.fuel]--;
    return instruction;
  }

  /** Where the statement leads, bit 0 included, or null for onwards. */
  private execute(statement: Statement, pc: number): number | null {
    const { state, view } = this.memory;
    const number = (expression: Expression): number => this.evaluate(expression, pc) as number;
    switch (statement.kind) {
      case 'let':
        this.temporaries[statement.index] = this.evaluate(statement.value, pc);
        return null;
      case 'setRegister':
        state[statement.index] = number(statement.value);
        return null;
      case 'setSingle':
        state[STATE.singles + statement.index] = number(statement.value);
        return null;
      case 'setFlag':
        state[flagIndex(statement.flag)] = number(statement.value);
        return null;
      case 'setSpecial':
        state[specialIndex(statement.name)] = number(statement.value);
        return null;
      case 'compared':
        return null;
      case 'store':
        this.store(statement, pc);
        return null;
      case 'storeWord':
        view.setInt32(number(statement.range) + statement.offset, number(statement.value), true);
        return null;
      case 'stackMoved':
        if (state[13] >>> 0 < state[STATE.stackLowest] >>> 0) this.host.stackLowered(state[13] >>> 0, pc);
        return null;
      case 'goto':
        return statement.condition === null || number(statement.condition) !== 0 ? statement.target | 1 : null;
      case 'gotoIf':
        return this.evaluate(conditionExpression(statement.code, null), pc) !== 0 ? statement.target | 1 : null;
      case 'call':
        return statement.target | 1;
      case 'jump':
        return number(statement.target);
      case 'trapUnlessZero':
        if (number(statement.value) !== 0) throw new GuestFault('instruction', statement.reason, pc);
        return null;
      case 'host':
        state[STATE.service] = SERVICES.indexOf(statement.service);
        state[STATE.serviceNumber] = statement.number;
        return null;
      default:
        return statement satisfies never;
    }
  }

  private evaluate(expression: Expression, pc: number): Value {
    const { memory } = this;
    const { state } = memory;
    switch (expression.kind) {
      case 'constant':
      case 'constant64':
        return expression.value;
      case 'register':
        return state[expression.index];
      case 'single':
        return state[STATE.singles + expression.index];
      case 'flag':
        return state[flagIndex(expression.flag)];
      case 'special':
        return state[specialIndex(expression.name)];
      case 'temporary':
        return this.temporaries[expression.index];
      case 'operator': {
        const [a, b, c] = expression.operands;
        const apply = OPERATORS[expression.name].apply as (a: Value, b: Value, c: Value) => Value;
        return apply(this.evaluate(a, pc), b === undefined ? 0 : this.evaluate(b, pc), c === undefined ? 0 : this.evaluate(c, pc));
      }
      case 'choice':
        return this.evaluate(this.evaluate(expression.condition, pc) !== 0 ? expression.chosen : expression.otherwise, pc);
      case 'load':
        return this.load(expression, pc);
      case 'range': {
        const address = this.evaluate(expression.address, pc) as number;
        const region = memory.regionOf(address, 4 * expression.words);
        if (region === null || (address & 3) !== 0 || (expression.writes && !region.writable)) throw accessFault(memory, address, 4 * expression.words, expression.writes, pc);
        if (!region.writable) this.host.readFlash?.(address, 4 * expression.words);
        if (!expression.writes) this.host.watchLoad?.(address, 4 * expression.words, pc);
        else this.host.watchStore?.(address, 4 * expression.words, pc);
        return region.offset + ((address - region.base) >>> 0);
      }
      case 'word':
        return memory.view.getInt32((this.evaluate(expression.range, pc) as number) + expression.offset, true);
      default:
        return expression satisfies never;
    }
  }

  private load({ address: at, bytes, signed, aligned }: Extract<Expression, { kind: 'load' }>, pc: number): number {
    const address = this.evaluate(at, pc) as number;
    if (aligned && (address & (bytes - 1)) !== 0) throw accessFault(this.memory, address, bytes, false, pc);
    const offset = this.memory.offsetOf(address, bytes);
    const { view } = this.memory;
    if (offset < 0) {
      const value = this.host.loadOutside(address, bytes, pc);
      return signed ? (value << (32 - 8 * bytes)) >> (32 - 8 * bytes) : value;
    }
    this.host.readFlash?.(address, bytes);
    this.host.watchLoad?.(address, bytes, pc);
    if (bytes === 4) return view.getInt32(offset, true);
    if (bytes === 2) return signed ? view.getInt16(offset, true) : view.getUint16(offset, true);
    return signed ? view.getInt8(offset) : view.getUint8(offset);
  }

  private store({ address: at, bytes, aligned, value: what }: Extract<Statement, { kind: 'store' }>, pc: number): void {
    const address = this.evaluate(at, pc) as number;
    const value = this.evaluate(what, pc) as number;
    if (aligned && (address & (bytes - 1)) !== 0) throw accessFault(this.memory, address, bytes, true, pc);
    const region = this.memory.regionOf(address, bytes);
    const { view } = this.memory;
    if (region === null) return this.host.storeOutside(address, bytes, value, pc);
    if (!region.writable) throw accessFault(this.memory, address, bytes, true, pc);
    const offset = region.offset + ((address - region.base) >>> 0);
    this.host.watchStore?.(address, bytes, pc);
    if (bytes === 4) view.setInt32(offset, value, true);
    else if (bytes === 2) view.setInt16(offset, value, true);
    else view.setInt8(offset, value);
  }
}

/** Says why an instruction is not executed: address, encoding, name. */
export function refusalFault({ mnemonic, encoding, length, refusal, address }: Instruction): GuestFault {
  return new GuestFault('instruction', `${mnemonic} (encoding ${(length === 4 ? encoding >>> 0 : encoding).toString(16).padStart(2 * length, '0')}): ${refusal}`, address);
}
