/** Collects the statements of one instruction while its group writes down what it does. */
import { add, and, constant, high, low, op, register, sub, type Bytes, type Expression, type Flag, type Special, type Statement } from './expression.ts';

/** Which cores have an instruction; each core has a set of these (cores.ts). */
export type Feature = 'v6m' | 'v7m' | 'dsp' | 'v8m' | 'fp4' | 'fp5' | 'fp64';

/** What an instruction is to the mix and the cycle tables. */
export type InstructionClass =
  | 'alu' | 'multiply' | 'longMultiply' | 'dsp' | 'divide' | 'load' | 'store' | 'loadMultiple' | 'storeMultiple'
  | 'branch' | 'call' | 'it' | 'hint' | 'system' | 'fpMove' | 'fpArithmetic' | 'fpMultiplyAdd' | 'fpDivide' | 'fpLoad' | 'fpStore';

export const PC = 15;
export const LR = 14;
export const SP = 13;

export class Lifter {
  readonly statements: Statement[] = [];
  private temporaries = 0;
  /** What it does depends on where it stands. */
  isPlaced = false;

  /**
   * @param inIt inside an IT block, where 16-bit instructions leave the flags alone
   * @param strict the core faults on unaligned single loads and stores (ARMv6-M)
   */
  constructor(private readonly at: number, readonly length: 2 | 4, readonly inIt: boolean, readonly strict: boolean) {}

  get address(): number {
    this.isPlaced = true;
    return this.at;
  }

  /** What a read of the program counter gives. */
  get pc(): number {
    return this.address + 4;
  }

  /** The program counter as base of literals and ADR. */
  get alignedPc(): number {
    return this.pc & ~3;
  }

  read(index: number): Expression {
    return index === PC ? constant(this.pc) : register(index);
  }

  /** Computes now what later statements use more than once, or after they changed its operands. */
  keep(value: Expression): Expression {
    if (value.kind === 'constant' || value.kind === 'temporary') return value;
    const index = this.temporaries++;
    this.statements.push({ kind: 'let', index, value });
    return { kind: 'temporary', type: value.type, index };
  }

  /** Writes a register; a write of the program counter is a branch that ignores bit 0. */
  write(index: number, value: Expression): void {
    if (index === PC) this.statements.push({ kind: 'jump', target: op('i32.or', value, constant(1)) });
    else this.statements.push({ kind: 'setRegister', index, value: index === SP ? and(value, constant(~3)) : value });
    if (index === SP) this.statements.push({ kind: 'stackMoved' });
  }

  writeSingle(index: number, value: Expression): void {
    this.statements.push({ kind: 'setSingle', index, value });
  }

  /** d0 to d15: two singles, the low word first. */
  writeDouble(index: number, value: Expression): void {
    const bits = this.keep(value);
    this.writeSingle(2 * index, low(bits));
    this.writeSingle(2 * index + 1, high(bits));
  }

  setFlag(name: Flag, value: Expression): void {
    this.statements.push({ kind: 'setFlag', flag: name, value });
  }

  setSpecial(name: Special, value: Expression): void {
    this.statements.push({ kind: 'setSpecial', name, value });
  }

  load(bytes: Bytes, signed: boolean, address: Expression): Expression {
    return { kind: 'load', type: 'i32', bytes, signed, aligned: this.mayFault(bytes, address), address };
  }

  store(bytes: Bytes, address: Expression, value: Expression): void {
    this.statements.push({ kind: 'store', bytes, aligned: this.mayFault(bytes, address), address, value });
  }

  /** Alignment matters, and is not sure anyway: the stack pointer is always a multiple of four, and offsets to it of the size. */
  private mayFault(bytes: Bytes, address: Expression): boolean {
    const onStack = (expression: Expression | undefined): boolean => expression?.kind === 'register' && expression.index === SP;
    const sure = onStack(address) || (address.kind === 'operator' && address.name === 'i32.add' && onStack(address.operands[0]) && address.operands[1].kind === 'constant');
    return this.strict && bytes > 1 && !sure;
  }

  /** Checks `words` words from an address; the result serves `word` and `storeWord`. */
  range(address: Expression, words: number, writes: boolean): Expression {
    return this.keep({ kind: 'range', type: 'i32', words, writes, address });
  }

  word(range: Expression, offset: number): Expression {
    return this.keep({ kind: 'word', type: 'i32', range, offset });
  }

  storeWord(range: Expression, offset: number, value: Expression): void {
    this.statements.push({ kind: 'storeWord', range, offset, value });
  }

  goto(target: number, condition: Expression | null = null): void {
    this.statements.push({ kind: 'goto', target: target >>> 0, condition });
  }

  gotoIf(code: number, target: number): void {
    this.statements.push({ kind: 'gotoIf', target: target >>> 0, code });
  }

  call(target: number): void {
    this.write(LR, constant((this.address + this.length) | 1));
    this.statements.push({ kind: 'call', target: target >>> 0 });
  }

  jump(target: Expression): void {
    this.statements.push({ kind: 'jump', target });
  }

  trapUnlessZero(value: Expression, reason: string): void {
    this.statements.push({ kind: 'trapUnlessZero', value, reason });
  }

  host(service: 'bkpt' | 'svc', number: number): void {
    this.statements.push({ kind: 'host', service, number });
  }

  compared(a: Expression, b: Expression): void {
    this.statements.push({ kind: 'compared', a, b });
  }

  /** Base plus or minus an unsigned offset. */
  offset(base: Expression, upwards: number, bytes: number): Expression {
    return upwards ? add(base, constant(bytes)) : sub(base, constant(bytes));
  }
}
