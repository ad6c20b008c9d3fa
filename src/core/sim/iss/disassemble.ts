/**
 * Instructions as text, in the manual's words: what a fault, a trace and the page's listing show. Rows name operands by
 * the letters of their fields; what a field means beyond its number (a scale, a sign, a shift) is said here.
 */
import type { IssCore } from './cores.ts';
import { fieldsOf, type Fields, type Row } from './decode/pattern.ts';
import { decode, isLong, type Instruction } from './decode/decoder.ts';
import { hex } from './fault.ts';
import { expandedImmediate } from './groups/arithmetic.ts';
import { wideImmediate } from './groups/dataProcessing32.ts';
import type { Statement } from './ir/expression.ts';

const CONDITIONS = ['EQ', 'NE', 'CS', 'CC', 'MI', 'PL', 'VS', 'VC', 'HI', 'LS', 'GE', 'LT', 'GT', 'LE', '', ''];
const REGISTERS = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r10', 'r11', 'r12', 'sp', 'lr', 'pc'];
const SHIFTS = ['LSL', 'LSR', 'ASR', 'ROR'];
const ALWAYS = 14;

export interface Line {
  readonly address: number;
  readonly length: 2 | 4;
  readonly encoding: number;
  readonly text: string;
}

export function textOf(instruction: Instruction): string {
  const { row, encoding, statements } = instruction;
  if (row === null) return '?';
  const fields = fieldsOf(row, encoding);
  const operands = operandsOf(row, fields, instruction);
  const leads = target(statements);
  const parts = row.mnemonic.startsWith('CB') ? [REGISTERS[fields.n], leads] : leads !== '' ? [leads] : [operands];
  return [nameOf(instruction, row, fields), parts.filter((part) => part !== '').join(', ')].filter((part) => part !== '').join(' ');
}

/** Where a branch leads; '' for what is none. */
function target(statements: readonly Statement[]): string {
  const last = statements.at(-1);
  return last?.kind === 'goto' || last?.kind === 'gotoIf' || last?.kind === 'call' ? hex(last.target) : '';
}

/** The mnemonic with its condition, and S where flags are set. */
function nameOf({ condition, mnemonic, statements, itConditions, inIt }: Instruction, row: Row, fields: Fields): string {
  if (mnemonic === 'IT') return `I${itConditions.map((code) => (code === itConditions[0] ? 'T' : 'E')).join('')} ${CONDITIONS[itConditions[0]] || 'AL'}`;
  const last = statements.at(-1);
  const suffix = last?.kind === 'gotoIf' ? CONDITIONS[last.code] : condition === ALWAYS ? '' : CONDITIONS[condition];
  const sets = row.kind === 'alu' && fields.s === 1 && !row.operands.includes('#s') ? 'S' : '';
  // in an IT block the short forms leave the flags alone, and lose their S
  const plain = inIt && row.length === 2 && row.kind !== 'it' ? mnemonic.replace(/^(\w{2,})S$/, '$1') : mnemonic;
  return halves(plain, row, fields).replace(/^Bc/, 'B').replace(/(\.|$)/, `${sets}${suffix}$1`);
}

/** Letters that say which halves are multiplied, whether they are crossed, or rounding: B and T, X, R. */
function halves(name: string, { kind }: Row, { x, y, z, r, e }: Fields): string {
  if (name === 'CPS') return e === 1 ? 'CPSID' : 'CPSIE';
  if (kind !== 'dsp') return name;
  const which = (bit: number | undefined): string => (bit === 1 ? 'T' : 'B');
  if (name.endsWith('xy')) return `${name.slice(0, -2)}${which(y)}${which(z)}`;
  if (name.endsWith('y')) return `${name.slice(0, -1)}${which(y)}`;
  if (x === 1) return `${name}X`;
  return name.startsWith('SMM') && r === 1 ? `${name}R` : name;
}

function operandsOf(row: Row, fields: Fields, { statements }: Instruction): string {
  const isFloat = row.kind.startsWith('fp');
  const operand = (letter: string): string => {
    const value = fields[letter];
    if (value === undefined) return letter;
    if (isFloat && letter in LOW_BITS && fields[LOW_BITS[letter]] !== undefined) return `s${(value << 1) | fields[LOW_BITS[letter]]}`;
    return REGISTERS[value] ?? `${value}`;
  };
  const indexed = row.operands.includes('puw') ? indexedText(row, fields) : null;
  const text = row.operands
    .replace(/ ?puw/, '')
    .replace(/, #r$/, () => (fields.r === 0 ? '' : `, ROR #${8 * fields.r}`))
    .replace(/m, #i$/, (plain) => (row.length === 4 ? `m${shiftText(row, fields)}` : plain))
    .replace(/#b, n$/, () => `#b, n${fields.h === undefined ? '' : shiftText(row, { t: 2 * fields.h, i: fields.i })}`)
    .replace(/\[n, #i\]/, (plain) => indexed ?? plain)
    .replace('n, {l}', () => (writesBack(row, fields) ? 'n!, {l}' : 'n, {l}'))
    .replace(/#([a-z])/g, (_, letter: string) => `#${number(row, letter, fields)}`)
    .replace(/(?<![#\w{])\b([a-z])\b/g, (_, letter: string) => operand(letter))
    .replace('{l}', `{${listOf(row, fields)}}`)
    .replace('{d, i}', () => `{s${(fields.d << 1) | fields.e}-s${((fields.d << 1) | fields.e) + fields.i - 1}}`);
  return `${text.replace(/, (LSL )?#0\]$/, ']')}${literal(statements)}`;
}

const LOW_BITS: Readonly<Record<string, string>> = { d: 'e', n: 'k', m: 'l' };

/** Address of the literal that a load from beside the code takes. */
function literal(statements: readonly Statement[]): string {
  for (const statement of statements) {
    if (statement.kind === 'setRegister' && statement.value.kind === 'load' && statement.value.address.kind === 'constant') return ` ; ${hex(statement.value.address.value)}`;
  }
  return '';
}

const listOf = (row: Row, fields: Fields): string => REGISTERS.filter((_, i) => ((fields.l | ((row.mnemonic === 'PUSH' ? fields.r : 0) << 14) | ((row.mnemonic === 'POP' ? fields.p : 0) << 15)) >> i) & 1).join(', ');

/** LDM of 16 bits writes its base back unless it loads it. */
const writesBack = ({ mnemonic, length }: Row, { w, l, n }: Fields): boolean => (length === 4 ? w === 1 : mnemonic === 'LDM' && ((l >> n) & 1) === 0);

/** `[n, #i]`, `[n, #i]!` or `[n], #i`, the offset with its sign. */
function indexedText(row: Row, { n, p, u, w, i }: Fields): string {
  const offset = `#${u === 1 ? '' : '-'}${i * scaleOf(row)}`;
  if (p === 0) return `[${REGISTERS[n]}], ${offset}`;
  return `[${REGISTERS[n]}, ${offset}]${w === 1 ? '!' : ''}`;
}

/** The shift of a second operand; nothing where it is by nothing. */
function shiftText({ mnemonic }: Pick<Row, 'mnemonic'>, { t, i }: Fields): string {
  const type = t ?? (mnemonic === 'PKHTB' ? 2 : 0);
  if (i === 0 && (type === 0 || type === 3)) return type === 0 ? '' : ', RRX';
  return `, ${SHIFTS[type]} #${i === 0 ? 32 : i}`;
}

/** What one of an offset's units is, in bytes. */
function scaleOf({ mnemonic, operands, length }: Row): number {
  if (/^(LDRD|STRD|LDREX|STREX|VLDR|VSTR)$/.test(mnemonic)) return 4;
  if (length === 4) return 1;
  if (/^(LDR|STR|ADR)$/.test(mnemonic) || operands.endsWith('SP, #i')) return 4;
  return /^(LDRH|STRH)$/.test(mnemonic) ? 2 : 1;
}

/** An immediate as the manual writes it. */
function number(row: Row, letter: string, fields: Fields): string {
  const { mnemonic, operands, length } = row;
  const value = fields[letter];
  if (value === undefined) return letter;
  const name = mnemonic.replace('.W', '');
  if (letter === 'w') return `${value + 1}`;
  if (letter === 'b' && name.startsWith('BF')) return `${value - fields.l + 1}`;
  if (letter === 'b' && name.startsWith('SSAT')) return `${value + 1}`;
  if (letter !== 'i') return `${value}`;
  if (name === 'MOVW' || name === 'MOVT') return `${wideImmediate(value)}`;
  if (length === 4 && row.kind === 'alu' && mnemonic.endsWith('.W')) return expanded(value);
  if (length === 2 && (name === 'LSRS' || name === 'ASRS')) return `${value === 0 ? 32 : value}`;
  const sign = fields.u === 0 && /VLDR|VSTR|\[PC/.test(`${mnemonic} ${operands}`) ? '-' : '';
  return `${sign}${value * scaleOf(row)}`;
}

function expanded(bits: number): string {
  const { value } = expandedImmediate(bits);
  return value.kind === 'constant' ? `${value.value >>> 0}` : `${bits}`;
}

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
