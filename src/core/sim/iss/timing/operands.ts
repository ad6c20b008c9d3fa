/**
 * Which registers and flags an instruction reads and writes, and what for, from its statements: what a pipeline has to
 * wait for. Addresses are wanted earlier than other operands, stored values later.
 */
import type { Instruction } from '../decode/decoder.ts';
import type { Expression, Flag, Statement } from '../ir/expression.ts';

export interface Operands {
  readonly reads: ReadonlySet<string>;
  /** Those of `reads` that make an address. */
  readonly addresses: ReadonlySet<string>;
  /** Those that are only stored. */
  readonly stored: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  /** Those of `writes` that come from memory. */
  readonly loaded: ReadonlySet<string>;
}

/** What a value was made of. */
interface Made {
  readonly from: ReadonlySet<string>;
  readonly inMemory: boolean;
}

class Visitor {
  readonly addresses = new Set<string>();
  readonly stored = new Set<string>();
  readonly computed = new Set<string>();
  readonly writes = new Set<string>();
  readonly loaded = new Set<string>();
  private readonly temporaries: Made[] = [];

  made(expression: Expression): Made {
    switch (expression.kind) {
      case 'register': return { from: new Set([`r${expression.index}`]), inMemory: false };
      case 'single': return { from: new Set([`s${expression.index}`]), inMemory: false };
      case 'flag': return { from: new Set([flagName(expression.flag)]), inMemory: false };
      case 'temporary': return this.temporaries[expression.index] ?? NOTHING;
      case 'operator': return together(expression.operands.map((operand) => this.made(operand)));
      case 'choice': return together([expression.condition, expression.chosen, expression.otherwise].map((part) => this.made(part)));
      case 'load':
      case 'range': {
        for (const name of this.made(expression.address).from) this.addresses.add(name);
        return { from: new Set(), inMemory: expression.kind === 'load' };
      }
      case 'word': return { from: new Set(), inMemory: true };
      default: return NOTHING;
    }
  }

  visit(statement: Statement): void {
    switch (statement.kind) {
      case 'let':
        this.temporaries[statement.index] = this.made(statement.value);
        return;
      case 'setRegister':
      case 'setSingle': return this.write(`${statement.kind === 'setRegister' ? 'r' : 's'}${statement.index}`, statement.value);
      case 'setFlag': return this.write(flagName(statement.flag), statement.value);
      case 'gotoIf': return void this.computed.add('flags');
      case 'store':
      case 'storeWord':
        if (statement.kind === 'store') for (const name of this.made(statement.address).from) this.addresses.add(name);
        for (const name of this.made(statement.value).from) this.stored.add(name);
        return;
      default:
    }
    const value = statement.kind === 'jump' ? statement.target : 'condition' in statement ? statement.condition : 'value' in statement ? statement.value : null;
    if (value !== null) this.read(value);
  }

  private read(value: Expression): Made {
    const made = this.made(value);
    for (const name of made.from) this.computed.add(name);
    return made;
  }

  private write(name: string, value: Expression): void {
    const { inMemory } = this.read(value);
    this.writes.add(name);
    if (inMemory) this.loaded.add(name);
  }
}

/** N, Z, C and V go together; Q, which only ever gathers, and GE stand alone. */
const flagName = (flag: Flag): string => (flag === 'q' || flag === 'ge' ? flag : 'flags');

const NOTHING: Made = { from: new Set(), inMemory: false };
const together = (parts: readonly Made[]): Made => ({ from: new Set(parts.flatMap(({ from }) => [...from])), inMemory: parts.some(({ inMemory }) => inMemory) });

export function operandsOf({ statements, condition }: Instruction): Operands {
  const visitor = new Visitor();
  for (const statement of statements) visitor.visit(statement);
  const { addresses, stored, computed, writes, loaded } = visitor;
  const reads = new Set([...computed, ...addresses, ...stored]);
  if (condition !== 14) {
    reads.add('flags');
    for (const written of writes) reads.add(written); // what stood there stays where the condition fails
  }
  return { reads, addresses, stored: new Set([...stored].filter((name) => !addresses.has(name) && !computed.has(name))), writes, loaded };
}

/** Registers that make an address, as bits: the part of `operandsOf` that every instruction is asked for, and fast. */
export function addressRegisters({ statements }: Instruction): number {
  const temporaries: number[] = [];
  let found = 0;
  const from = (expression: Expression): number => {
    switch (expression.kind) {
      case 'register': return 1 << expression.index;
      case 'temporary': return temporaries[expression.index] ?? 0;
      case 'operator': {
        const { operands } = expression;
        let registers = 0;
        for (let i = 0; i < operands.length; i++) registers |= from(operands[i]);
        return registers;
      }
      case 'choice': return from(expression.condition) | from(expression.chosen) | from(expression.otherwise);
      case 'load':
      case 'range':
        found |= from(expression.address);
        return 0;
      default: return 0;
    }
  };
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i];
    if (statement.kind === 'let') temporaries[statement.index] = from(statement.value);
    else if (statement.kind === 'store') found |= from(statement.address);
    else if (statement.kind === 'jump') from(statement.target);
    else if ('value' in statement) from(statement.value);
  }
  return found;
}

/** Registers that come from memory, as bits. */
export function registersLoaded({ statements }: Instruction): number {
  let [temporaries, loaded] = [0, 0];
  const isLoaded = (expression: Expression): boolean => {
    switch (expression.kind) {
      case 'load':
      case 'word': return true;
      case 'temporary': return ((temporaries >>> expression.index) & 1) !== 0;
      case 'operator': {
        const { operands } = expression;
        for (let i = 0; i < operands.length; i++) if (isLoaded(operands[i])) return true;
        return false;
      }
      case 'choice': return isLoaded(expression.condition) || isLoaded(expression.chosen) || isLoaded(expression.otherwise);
      default: return false;
    }
  };
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i];
    if (statement.kind === 'let' && isLoaded(statement.value)) temporaries |= 1 << statement.index;
    else if (statement.kind === 'setRegister' && isLoaded(statement.value)) loaded |= 1 << statement.index;
  }
  return loaded;
}

/** Registers written, as bits. */
export function registersWritten({ statements }: Instruction): number {
  let written = 0;
  for (const statement of statements) if (statement.kind === 'setRegister') written |= 1 << statement.index;
  return written;
}
