/**
 * Data that the interpreter reads from flash, as translated code does it (translate/memoryAccesses.ts): lines of the
 * buffer that they lie in, and waiting for those that are not there.
 */
import { LINES_PLACE, STATE, type PlacedRegion } from './memory.ts';
import type { FlashTiming } from './timing/flash.ts';

/**
 * @param state the machine's state block
 * @param waits is told of cycles
 */
export function flashReader(state: Int32Array, flash: PlacedRegion, timing: FlashTiming, waits: (cycles: number) => void): (address: number, bytes: number) => void {
  const { lineBytes, lines, waitStates } = timing;
  return (address, bytes) => {
    const at = (address - flash.base) >>> 0;
    if (at >= flash.bytes) return;
    for (let line = at - (at % lineBytes); line < at + bytes; line += lineBytes) {
      const slot = LINES_PLACE / 4 + ((line / lineBytes) & (lines - 1));
      if (state[slot] === line) continue;
      state[slot] = line;
      waits(waitStates);
      if (timing.code?.shared === true) state[STATE.fetched] += lineBytes;
    }
  };
}
