/** The image as flash holds it, from its first byte on; what no section fills is 0xff, as erased flash is. */
import type { Image } from './firmware.ts';

export function toBin({ sections, flash }: Image): Uint8Array {
  const parts = sections.flatMap(({ bytes, loadAddress }) => (bytes === null ? [] : [{ bytes, at: loadAddress - flash.origin }]));
  const out = new Uint8Array(parts.reduce((end, { bytes, at }) => Math.max(end, at + bytes.length), 0)).fill(0xff);
  for (const { bytes, at } of parts) out.set(bytes, at);
  return out;
}
