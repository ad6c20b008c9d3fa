/**
 * What answers outside the memory regions: the core's own system registers, as far as start-up code and timing code
 * touch them; of them the cycle counter and SysTick count the model's cycles. Anything else is a fault that names the
 * address (Armv7-M ARM, B3.2, B3.3 and C1.8).
 */
import { GuestFault, hex } from './fault.ts';

export interface Bus {
  read(address: number, bytes: number, pc: number): number;
  write(address: number, bytes: number, value: number, pc: number): void;
}

/** Registers that keep what is written: vector table, configuration, coprocessor access, debug, cache and FPU control. */
const PLAIN = new Set([
  0xe000e008, 0xe000e01c, 0xe000ed08, 0xe000ed0c, 0xe000ed10, 0xe000ed14, 0xe000ed18, 0xe000ed1c, 0xe000ed20, 0xe000ed24, 0xe000ed28, 0xe000ed2c, 0xe000ed88,
  0xe000ed94, 0xe000edfc, 0xe000ef34, 0xe000ef38, 0xe000ef3c, 0xe000ef50, 0xe000ef58, 0xe000ef5c, 0xe000ef60, 0xe000ef6c, 0xe000ef74, 0xe0001fb0,
]);
const CPUID = 0xe000ed00;
const [DWT_CONTROL, CYCLE_COUNT] = [0xe0001000, 0xe0001004];
const [SYSTICK_CONTROL, SYSTICK_RELOAD, SYSTICK_VALUE] = [0xe000e010, 0xe000e014, 0xe000e018];
/** Bits of SysTick's control: counting, by the core's clock, has passed 0. */
const [ENABLED, CORE_CLOCK, COUNT_FLAG] = [1, 4, 1 << 16];
/** The other clock, where the maker gives none: an eighth of the core's, as on STM32. */
const SLOW = 8;
const RELOAD_MASK = 0xff_ffff;

/** Counts while enabled; what it holds stays when it is stopped. */
class CycleCounter {
  enabled = false;
  private held = 0;
  private since = 0;

  constructor(private readonly cycles: () => number) {}

  read(): number {
    return (this.held + (this.enabled ? this.cycles() - this.since : 0)) | 0;
  }

  write(value: number): void {
    this.held = value;
    this.since = this.cycles();
  }

  enable(enabled: boolean): void {
    this.write(this.read());
    this.enabled = enabled;
  }
}

/** Counts down from the reload value, around and around; its interrupt never comes. */
class SysTick {
  reload = 0;
  private control = 0;
  private held = 0;
  private since = 0;
  private flagged = false;

  constructor(private readonly cycles: () => number) {}

  get value(): number {
    this.settle();
    return this.held;
  }

  /** Any write empties it. */
  clear(): void {
    this.settle();
    [this.held, this.flagged] = [0, false];
  }

  readControl(): number {
    this.settle();
    const value = this.control | (this.flagged ? COUNT_FLAG : 0);
    this.flagged = false;
    return value;
  }

  writeControl(value: number): void {
    this.settle();
    this.control = value & 7;
    this.since = this.cycles();
  }

  private settle(): void {
    if ((this.control & ENABLED) === 0) return;
    const clock = (this.control & CORE_CLOCK) !== 0 ? 1 : SLOW;
    const ticks = Math.floor((this.cycles() - this.since) / clock);
    this.since += ticks * clock;
    if (ticks === 0) return;
    const period = this.reload + 1;
    // from 0 the next tick loads the reload value
    const left = this.held - ticks;
    if (left <= 0 && this.held > 0) this.flagged = true;
    if (left >= 0) this.held = left;
    else {
      if (-left >= period) this.flagged = true;
      this.held = (period - (-left % period)) % period;
    }
  }
}

/**
 * @param cycles the model's cycles now
 * @param counts the core has a cycle counter
 */
export function systemBus(cpuid: number, cycles: () => number, counts = true): Bus {
  const values = new Map<number, number>();
  const counter = new CycleCounter(cycles);
  const tick = new SysTick(cycles);
  return {
    read(address, _bytes, pc) {
      const at = address >>> 0;
      switch (at) {
        case CPUID: return cpuid;
        case CYCLE_COUNT: return counter.read();
        case DWT_CONTROL: return counts ? (counter.enabled ? 1 : 0) : 1 << 25;
        case SYSTICK_CONTROL: return tick.readControl();
        case SYSTICK_RELOAD: return tick.reload;
        case SYSTICK_VALUE: return tick.value;
        default:
      }
      if (PLAIN.has(at)) return values.get(at) ?? 0;
      throw new GuestFault('unmapped', `read of ${hex(at)}, where there is neither memory nor a simulated register`, pc, at);
    },
    write(address, _bytes, value, pc) {
      const at = address >>> 0;
      switch (at) {
        case CYCLE_COUNT: return counter.write(value);
        case DWT_CONTROL: return counter.enable(counts && (value & 1) !== 0);
        case SYSTICK_CONTROL: return tick.writeControl(value);
        case SYSTICK_RELOAD: return void (tick.reload = value & RELOAD_MASK);
        case SYSTICK_VALUE: return tick.clear();
        default:
      }
      if (!PLAIN.has(at)) throw new GuestFault('unmapped', `write to ${hex(at)}, where there is neither memory nor a simulated register`, pc, at);
      values.set(at, value);
    },
  };
}
