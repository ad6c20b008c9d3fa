/** The registers of a machine as people read them, from the block of state that both engines work on. */
import { STATE, flagIndex } from './memory.ts';

export interface Registers {
  /** r0 to r12, SP, LR, PC. */
  readonly r: readonly number[];
  /** The bits of s0 to s31. */
  readonly s: readonly number[];
  readonly n: boolean;
  readonly z: boolean;
  readonly c: boolean;
  readonly v: boolean;
  readonly q: boolean;
  readonly ge: number;
}

export const registersIn = (state: Int32Array): Registers => ({
  r: [...state.subarray(0, 15), state[STATE.pc] & ~1],
  s: [...state.subarray(STATE.singles, STATE.singles + 32)],
  n: state[flagIndex('n')] < 0,
  z: state[flagIndex('z')] === 0,
  c: state[flagIndex('c')] !== 0,
  v: state[flagIndex('v')] < 0,
  q: state[flagIndex('q')] !== 0,
  ge: state[flagIndex('ge')],
});
