/** What a program asks of its host by an instruction: semihosting is answered, other breakpoints stop it, SVC is a fault. */
import { GuestFault } from './fault.ts';
import type { Stop } from './machineOptions.ts';
import { SERVICES, STATE, type GuestMemory } from './memory.ts';
import { SEMIHOSTING_BKPT, type Semihosting } from './semihosting.ts';

/**
 * Answers what the program asked for, if it did.
 * @returns null: go on
 */
export function served({ state }: GuestMemory, semihosting: Semihosting): Stop | null {
  const service = SERVICES[state[STATE.service]];
  if (service === 'none') return null;
  state[STATE.service] = 0;
  const number = state[STATE.serviceNumber];
  const pc = (state[STATE.pc] & ~1) - 2;
  if (service === 'svc') throw new GuestFault('service', `SVC ${number}: exceptions are not simulated`, pc);
  if (number !== SEMIHOSTING_BKPT) return { reason: 'breakpoint', address: pc, number };
  const { answer, exit } = semihosting.serve(state[0], state[1], pc);
  state[0] = answer;
  return exit === null ? null : { reason: 'exit', code: exit };
}
