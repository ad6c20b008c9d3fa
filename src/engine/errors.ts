/** How a job may end other than with a result, beside InputError: stopped by its owner, or nothing fits the budget. */
import { InputError, kib } from '../core/lib/index.ts';
import type { StopSignal, VerdictView, ViolationView } from './types.ts';

export { InputError };

/** A job that was told to stop. Not a fault. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  constructor(message = 'stopped') {
    super(message);
  }
}

/** No network of the space meets the budget. The command line ends with 3. */
export class OverBudgetError extends Error {
  override readonly name = 'OverBudgetError';
}

/** @throws StoppedError when the signal has fired */
export function throwIfStopped(signal: StopSignal | undefined): void {
  if (signal?.aborted === true) throw new StoppedError();
}

const CONSTRAINT_NAMES = { sram: 'SRAM', flash: 'flash', latency: 'latency' } as const;
const amount = (constraint: ViolationView['constraint'], value: number): string => (constraint === 'latency' ? `${value.toPrecision(4)} ms` : kib(value));

/** One clause per broken constraint, e.g. `SRAM 40.1 KiB, 8.1 KiB over the limit of 32.0 KiB`. */
export const describeViolations = ({ violations }: VerdictView): string =>
  violations
    .map(({ constraint: name, actual, over, limit }) => `${CONSTRAINT_NAMES[name]} ${amount(name, actual)}, ${amount(name, over)} over the limit of ${amount(name, limit)}`)
    .join('; ');

/** An error as plain data, to cross a worker boundary. */
export interface ErrorNote {
  readonly kind: 'input' | 'stopped' | 'budget' | 'fault';
  readonly message: string;
}

export function noteOf(error: unknown): ErrorNote {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof InputError) return { kind: 'input', message };
  if (error instanceof StoppedError) return { kind: 'stopped', message };
  if (error instanceof OverBudgetError) return { kind: 'budget', message };
  return { kind: 'fault', message: error instanceof Error ? `${error.name}: ${message}` : message };
}

export function errorOf({ kind, message }: ErrorNote): Error {
  switch (kind) {
    case 'input':
      return new InputError(message);
    case 'stopped':
      return new StoppedError();
    case 'budget':
      return new OverBudgetError(message);
    case 'fault':
      return new Error(message);
    default:
      return kind satisfies never;
  }
}
