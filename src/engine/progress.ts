/**
 * Keeps a job's events to ten a second however often it has something to say: what is new gathers in one partial
 * result until the next event is due. Also where a job takes its breaths, so that a stop arrives within 100 ms.
 */
import type { Host } from './host.ts';
import { throwIfStopped } from './errors.ts';
import type { JobEvent, StopSignal } from './types.ts';

const EVENT_MS = 100;
const BREATH_MS = 25;

export class Progress<P> {
  private readonly start: number;
  private lastEvent = -Infinity;
  private lastBreath: number;
  private stage = { name: '', total: 0, unit: '', start: 0, begun: 0 };
  private done = 0;
  private note = '';
  private gathered: P | null = null;

  constructor(private readonly host: Host, private readonly signal: StopSignal | undefined, private readonly merge: (old: P, next: P) => P) {
    this.start = host.now();
    this.lastBreath = this.start;
  }

  get elapsedMs(): number {
    return this.host.now() - this.start;
  }

  /** @param begun how much of it lies behind, done by an earlier job */
  enter(name: string, total: number, unit: string, note = '', begun = 0): void {
    this.stage = { name, total, unit, start: this.host.now(), begun };
    this.done = begun;
    this.note = note;
  }

  at(done: number, note?: string): void {
    this.done = done;
    if (note !== undefined) this.note = note;
  }

  add(partial: P): void {
    this.gathered = this.gathered === null ? partial : this.merge(this.gathered, partial);
  }

  /** One event if one is due, or if it is the last word of the job; else nothing. */
  *events(last = false): Generator<JobEvent<P>, void> {
    const now = this.host.now();
    if (!last && now - this.lastEvent < EVENT_MS) return;
    this.lastEvent = now;
    const { name, total, unit, start, begun } = this.stage;
    const spent = now - start;
    const partial = this.gathered;
    this.gathered = null;
    yield {
      stage: name, done: this.done, total, unit, elapsedMs: now - this.start, note: this.note, partial,
      remainingMs: this.done > begun && spent > 300 ? (spent / (this.done - begun)) * Math.max(0, total - this.done) : null,
    };
  }

  /**
   * Call it every few milliseconds of work.
   * @throws StoppedError when the job was told to stop
   */
  async breathe(): Promise<void> {
    throwIfStopped(this.signal);
    const now = this.host.now();
    if (now - this.lastBreath < BREATH_MS) return;
    await this.host.breathe();
    this.lastBreath = this.host.now();
    throwIfStopped(this.signal);
  }

  /** Drives a synchronous generator to its end, breathing between its steps and passing events through. */
  async *drive<T, R>(steps: Generator<T, R>, onStep: (step: T) => void): AsyncGenerator<JobEvent<P>, R> {
    try {
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
        onStep(step.value);
        yield* this.events();
        await this.breathe();
      }
    } finally {
      steps.return(undefined as R); // frees what an unfinished generator holds; no effect on a finished one
    }
  }
}
