/** Which part of an image is translated; the rest, code in RAM for one, is interpreted. */
import type { Image } from './elf.ts';
import type { MemoryMap } from './memory.ts';
import type { CodeRange } from './translate/translator.ts';

/** The span of the image's code in one region of read-only memory, where most of it lies, or null. */
export function codeRange({ segments }: Image, { regions }: MemoryMap): CodeRange | null {
  const inRegions = regions.filter(({ writable }) => !writable).map(({ base, bytes }) => segments.filter(({ address, executable }) => executable && (address - base) >>> 0 < bytes));
  const size = (of: Image['segments']): number => of.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const inFlash = inRegions.reduce((most, of) => (size(of) > size(most) ? of : most), []);
  if (inFlash.length === 0) return null;
  const base = Math.min(...inFlash.map(({ address }) => address)) & ~3;
  return { base, bytes: (Math.max(...inFlash.map(({ address, bytes }) => address + bytes.length)) - base + 3) & ~3 };
}
