/** Where the stack of an image begins, how deep it may go, and what lies there: from its vector table and symbols. */
import type { ElfSymbol } from '../iss/elf.ts';
import { hex } from '../iss/fault.ts';
import { wordIn } from './boardMachine.ts';
import type { LoadedImage } from './imageFile.ts';

/** Where linker scripts say that the stack, or all that lies below it, ends. */
const STACK_LIMITS = ['thimble_stack_bottom', '__StackLimit', '_ebss', '__bss_end__', '_end', 'end'];

export interface Stack {
  /** Where it begins, growing downwards. */
  readonly top: number;
  /** Deeper is a fault, where the image says how deep, or what lies below; else 0. */
  readonly limit: number;
  /** What it would run into, e.g. an arena; null where nothing is known to lie there. */
  readonly below: ElfSymbol | null;
}

const endOf = ({ address, bytes }: ElfSymbol): number => address + bytes;

export function stackOf({ image, vectors }: LoadedImage): Stack {
  const top = wordIn(image.segments, vectors);
  const isNear = (address: number): boolean => address < top && (address ^ top) >>> 28 === 0;
  const objects = image.symbols.filter((symbol) => !symbol.isFunction && symbol.bytes > 0 && isNear(symbol.address) && endOf(symbol) <= top);
  const named = STACK_LIMITS.flatMap((wanted) => image.symbols.filter(({ name, address }) => name === wanted && isNear(address)))[0];
  const highest = objects.reduce<ElfSymbol | null>((most, symbol) => (most === null || endOf(symbol) > endOf(most) ? symbol : most), null);
  const limit = named?.address ?? (highest === null ? 0 : endOf(highest));
  const under = objects.filter((symbol) => endOf(symbol) <= limit);
  return { top, limit, below: under.reduce<ElfSymbol | null>((most, symbol) => (most === null || endOf(symbol) > endOf(most) ? symbol : most), null) };
}

/** @param reached the stack pointer */
export function overflowText({ top, limit, below }: Stack, reached: number, pc: number): string {
  const what = below === null ? '' : ` (there ${below.name} ends, at ${hex(endOf(below))})`;
  return `the stack overflows: it begins at ${hex(top)}, may reach ${hex(limit)}${what}, and goes to ${hex(reached)}, at ${hex(pc)}`;
}
