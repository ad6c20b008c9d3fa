/**
 * What the network in hand does once it is compiled: leave as sources or an image, run on its simulated board, be looked
 * into, hear and see; and whatever other firmware that board is given.
 */
import type { ExportFormat, ListenResult, NamedBytes, Recipe, SeeResult, Techniques } from '../engine/index.ts';
import { createFirmwareActions } from './firmware.ts';
import { createInsideActions } from './inside.ts';
import type { JobsStore } from './jobs.ts';
import { createModelActions } from './model.ts';
import { networkInHand, sameCompiling, type Compiling, type NetworkInHand } from './network.ts';
import type { ResultsStore } from './results.ts';
import type { ViewStore } from './view.ts';

export interface CompiledPorts {
  readonly jobs: JobsStore;
  readonly results: ResultsStore;
  readonly view: ViewStore;
  readonly recipe: () => Recipe;
}

export function createCompiledActions({ jobs, results, view, recipe }: CompiledPorts) {
  const techniques = (): Techniques => view.getState().techniques;
  const inHand = (): NetworkInHand | null => networkInHand(results.getState(), recipe());

  /** What an answer has to be of, by the time it comes, to be shown. */
  const standing = (): Compiling | null => {
    const target = inHand();
    return target && { model: target.model, recipe: target.recipe, techniques: techniques() };
  };

  function chooseFormat(format: ExportFormat): void {
    view.setState({ format });
    results.setState({ exported: null });
  }

  async function exportBundle(): Promise<void> {
    const target = inHand();
    if (!target) return;
    const { format } = view.getState();
    const asked = { recipe: target.recipe, model: target.model, techniques: techniques() };
    const exported = await jobs.run('export', { ...asked, format, ...(target.opened && { from: target.name }), ...labels(target) });
    if (exported && sameCompiling(asked, standing()) && view.getState().format === format) results.setState({ exported });
  }

  async function simulate(inputs: Int8Array): Promise<void> {
    const target = inHand();
    if (!target) return;
    const asked = { recipe: target.recipe, model: target.model, techniques: techniques() };
    const simulated = await jobs.run('simulate', { ...asked, inputs, ...labels(target) });
    if (simulated && sameCompiling(asked, standing())) results.setState({ simulated });
  }

  const looking = createInsideActions({
    run: jobs.run,
    target: standing,
    read: () => results.getState().inside,
    write: (inside) => results.setState({ inside }),
  });

  const opening = createModelActions({
    run: jobs.run,
    target: () => {
      const { analysis, opened, search: found } = results.getState();
      if (!analysis) return null;
      const model = opened?.model ?? (analysis.genome === found?.result?.genome ? found?.model : null);
      if (!model && analysis.genome === null) return null;
      return { of: analysis, recipe: recipe(), techniques: techniques(), ...(model ? { model } : { genome: analysis.genome ?? '' }) };
    },
    read: () => results.getState().model,
    write: (model) => results.setState({ model }),
  });

  const firmware = createFirmwareActions({ run: jobs.run, results, recipe });

  /** Recordings as the network's inputs, by the task's own front end. */
  const featuresOf = (files: readonly NamedBytes[]): Promise<Int8Array | null> => jobs.run('features', { files });

  /** The network in hand hears the loudest second of a sound, on its simulated board. */
  async function listen(samples: Float32Array, sampleRate: number): Promise<ListenResult | null> {
    const target = inHand();
    return target && jobs.run('listen', { recipe: target.recipe, model: target.model, samples, sampleRate, techniques: techniques(), ...labels(target) });
  }

  /** The network in hand sees one picture, given as its input. */
  async function see(input: Int8Array): Promise<SeeResult | null> {
    const target = inHand();
    return target && jobs.run('see', { recipe: target.recipe, model: target.model, input, techniques: techniques(), ...labels(target) });
  }

  /** On the task's test split, or on the user's own recordings. */
  async function evaluate(mine: boolean): Promise<void> {
    const { own } = results.getState();
    const target = inHand();
    if (!target) return;
    const evaluated = await jobs.run('evaluate', { recipe: target.recipe, model: target.model, ...labels(target), ...(mine && own && { data: own.files }) });
    if (evaluated && inHand()?.model === target.model && results.getState().own === own) results.setState({ evaluated });
  }

  return { ...looking, ...opening, ...firmware, chooseFormat, exportBundle, simulate, featuresOf, listen, see, evaluate };
}

/** The classes the network was made for, where they are known. */
const labels = ({ classes }: NetworkInHand): { classes?: readonly string[] } => (classes ? { classes } : {});
