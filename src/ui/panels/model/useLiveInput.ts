/** What the opened network is fed: the task's test examples where they suit it, a file of the person's own, else noise. */
import { useMemo, useState } from 'react';
import type { ModelView } from '../../../engine/index.ts';
import { networkInHand } from '../../../store/index.ts';
import { useRecipe, useResults } from '../../app/session.tsx';
import type { TakenInputs } from '../InputDrop.tsx';
import { joined, noise, suits } from '../simulateInputs.ts';
import { isPicture } from '../Specimen.tsx';

export interface LiveInput {
  /** Bytes of one input, of all input tensors together. */
  readonly bytes: number;
  /** The same array as long as it is the same input; null until the task's examples are read. */
  readonly chosen: Int8Array | null;
  /** What there is to choose from. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly at: number;
  readonly choose: (at: number) => void;
  readonly taken: TakenInputs | null;
  readonly take: (taken: TakenInputs | null) => void;
  /** Whether recordings can be turned into its inputs. */
  readonly hears: boolean;
  readonly kind: 'examples' | 'noise' | 'own';
  /** The select's label. */
  readonly label: string;
  /** Labels of the outputs, or none. */
  readonly classes: readonly string[];
}

export function useLiveInput(view: ModelView): LiveInput {
  const opened = useResults((state) => state.opened);
  const search = useResults((state) => state.search);
  const analysis = useResults((state) => state.analysis);
  const samples = useResults((state) => state.samples);
  const target = networkInHand({ opened, search }, useRecipe());
  const [at, setAt] = useState(0);
  const [own, setOwn] = useState<(TakenInputs & { readonly network: string }) | null>(null);

  const bytes = view.inputs.reduce((sum, id) => sum + view.tensors[id].bytes, 0);
  // a file stays with the network it was given to, however that is compiled
  const network = `${view.name} ${bytes}`;
  const taken = own?.network === network ? own : null;
  const task = samples?.task ?? null;
  const fits = analysis !== null && task !== null && suits(analysis, task);
  const foreign = !fits || (target?.classes !== undefined && target.classes.join() !== task?.classes.join());
  const kind = taken ? 'own' : foreign ? 'noise' : 'examples';
  const label = taken ? `Input of ${taken.name}` : foreign ? 'Input' : `Input, a test example (${task.origin === 'synthetic' ? 'synthetic' : 'yours'})`;
  const shape = view.tensors[view.inputs[0]].shape;
  const inputs = useMemo(() => {
    if (taken) return taken.inputs;
    if (samples === null) return null;
    return foreign ? noise(bytes) : joined(samples, shape);
  }, [taken, samples, foreign, bytes, shape]);
  const count = inputs === null ? 0 : Math.floor(inputs.length / bytes);
  const place = Math.min(at, Math.max(0, count - 1));
  const chosen = useMemo(() => (inputs && count > 0 ? inputs.slice(place * bytes, (place + 1) * bytes) : null), [inputs, count, place, bytes]);
  const options = useMemo(() => Array.from({ length: count }, (_, index) => ({
    value: String(index),
    label: kind === 'noise' ? 'noise' : kind === 'own' ? `no. ${index + 1}` : `no. ${index + 1}: ${samples?.task.classes[samples.examples[index].label] ?? ''}`,
  })), [count, kind, samples]);
  return {
    bytes, chosen, options, label, at: place, choose: setAt, taken, kind, hears: fits && !isPicture(task.inputShape) && target?.opened === false, classes: target?.classes ?? (fits ? task.classes : []),
    take: (next) => {
      setOwn(next && { ...next, network });
      setAt(0);
    },
  };
}
