/** Instructions as text, for views: mnemonic with its condition, operands from the row's own letters. */
import { fieldsOf } from './decode/pattern.ts';
import type { IssCore } from './cores.ts';
import { decode, isLong, type Instruction } from './decode/decoder.ts';
import { hex } from './fault.ts';

const CONDITIONS = ['EQ', 'NE', 'CS', 'CC', 'MI', 'PL', 'VS', 'VC', 'HI', 'LS', 'GE', 'LT', 'GT', 'LE', '', ''];
const REGISTERS = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r10', 'r11', 'r12', 'sp', 'lr', 'pc'];

export interface Line {
  readonly address: number;
  readonly length: 2 | 4;
  readonly encoding: number;
  readonly text: string;
}

/** Where a branch or literal load leads, for the end of the line. */
function target({ statements }: Instruction): string {
  const last = statements.at(-1);
  return last?.kind === 'goto' || last?.kind === 'gotoIf' || last?.kind === 'call' ? hex(last.target) : '';
}

export function textOf(instruction: Instruction): string {
  const { row, condition, mnemonic, encoding, statements } = instruction;
  if (row === null) return '?';
  const fields = fieldsOf(row, encoding);
  const last = statements.at(-1);
  const suffix = last?.kind === 'gotoIf' ? CONDITIONS[last.code] : CONDITIONS[condition];
  const name = (mnemonic.startsWith('Bc') ? mnemonic.replace('Bc', 'B') : mnemonic).replace(/(\.|$)/, `${suffix}$1`);
  const list = fields.l === undefined ? '' : REGISTERS.filter((_, i) => ((fields.l | ((fields.r ?? 0) << 14) | ((mnemonic === 'POP' ? fields.p : 0) << 15)) >> i) & 1).join(', ');
  const isFloat = row.kind.startsWith('fp');
  const operand = (letter: string): string => {
    const value = fields[letter];
    if (value === undefined) return letter;
    if (isFloat && letter in LOW_BITS) return `s${(value << 1) | fields[LOW_BITS[letter]]}`;
    return REGISTERS[value] ?? `${value}`;
  };
  const operands = row.operands
    .replace(/ ?puw/, '')
    .replace('{l}', `{${list}}`)
    .replace(/#([a-z])/g, (_, letter: string) => `#${fields[letter] ?? letter}`)
    .replace(/(?<![#\w{])\b([a-z])\b/g, (_, letter: string) => operand(letter));
  return [name, target(instruction) || operands].filter((part) => part !== '').join(' ');
}

const LOW_BITS: Readonly<Record<string, string>> = { d: 'e', n: 'k', m: 'l' };

/**
 * A stretch of code as lines. IT blocks are followed from the beginning of the stretch.
 * @param halfword gives the halfword at an address, or null outside memory
 */
export function disassemble(core: IssCore, halfword: (address: number) => number | null, from: number, to: number): Line[] {
  const lines: Line[] = [];
  let pending: readonly number[] = [];
  for (let address = from; address < to; ) {
    const first = halfword(address);
    const second = first !== null && isLong(first) ? halfword(address + 2) : 0;
    if (first === null || second === null) break;
    const length = isLong(first) ? 4 : 2;
    const encoding = length === 4 ? (first << 16) | second : first;
    const instruction = decode(core, address, encoding, length, pending[0] ?? null);
    pending = instruction.itConditions.length > 0 ? instruction.itConditions : pending.slice(1);
    lines.push({ address, length, encoding: encoding >>> 0, text: textOf(instruction) });
    address += length;
  }
  return lines;
}
