/** What a machine is made from, and how a run of it ends. */
import type { IssCore } from './cores.ts';
import type { Image } from './elf.ts';
import type { GuestFault } from './fault.ts';
import type { Host } from './host.ts';
import type { MemoryMap } from './memory.ts';
import type { FlashTiming } from './timing/flash.ts';

export interface MachineOptions {
  readonly core: IssCore;
  readonly memory: MemoryMap;
  readonly image: Image;
  /** The lowest address the stack may reach; below it is a fault that names both. */
  readonly stackLimit?: number;
  /** The translator unless told otherwise. */
  readonly engine?: 'translate' | 'interpret';
  /** Add up cycles by the core's table. */
  readonly countCycles?: boolean;
  /** What the flash that the machine starts from adds to counted cycles; nothing unless told. */
  readonly timing?: FlashTiming;
  /** Of the core's clock, for programs that ask their host for the time; without it they are told none. */
  readonly hertz?: number;
  /** Keep Q and GE exact in `registers` even where the program has no instruction that reads them; slower with DSP code. */
  readonly keepStatus?: boolean;
  /** Count how often each block of code runs. */
  readonly profile?: boolean;
  /** Sees every legal access to memory; checked runs are slower. */
  readonly watch?: { readonly load?: Host['watchLoad']; readonly store?: Host['watchStore'] };
}

export type Stop =
  | { readonly reason: 'exit'; readonly code: number }
  | { readonly reason: 'fuel' }
  /** A called function came back. */
  | { readonly reason: 'return' }
  | { readonly reason: 'breakpoint'; readonly address: number; readonly number: number }
  | { readonly reason: 'fault'; readonly fault: GuestFault };
