/**
 * The network looked at, opened up for the model view: its layers, weights and code, and what every tensor holds for one
 * input. Each belongs to the analysis it was made for and is let go of with it.
 */
import type { ActivationView, Analysis, JobName, Jobs, ModelView } from '../engine/index.ts';

export interface ModelState {
  readonly of: Analysis;
  readonly view: ModelView;
  /** Null until asked for. */
  readonly run: { readonly input: Int8Array; readonly tensors: readonly ActivationView[] } | null;
}

/** What it needs of the session. */
export interface ModelPorts {
  run<K extends JobName>(job: K, input: Jobs[K]['input']): Promise<Jobs[K]['result'] | null>;
  /** The network of the analysis shown, with its weights where it has any, or null. */
  target(): (Jobs['tensors']['input'] & { readonly of: Analysis }) | null;
  read(): ModelState | null;
  write(state: ModelState): void;
}

export function createModelActions({ run, target, read, write }: ModelPorts) {
  /** Opens the network that is shown now; what was shown before stays until that is done. */
  async function openUp(): Promise<void> {
    const from = target();
    if (from === null) return;
    const { of, ...input } = from;
    const view = await run('tensors', input);
    if (view !== null && target()?.of === of) write({ of, view, run: null });
  }

  /** Runs it once; of a network without weights there is nothing to run. */
  async function activate(input: Int8Array): Promise<void> {
    const from = target();
    if (from?.model === undefined) return;
    const { of, recipe, model, techniques } = from;
    const done = await run('activations', { recipe, model, input, ...(techniques && { techniques }) });
    const now = read();
    if (done !== null && now?.of === of) write({ ...now, run: { input, tensors: done.tensors } });
  }

  return { openUp, activate };
}
