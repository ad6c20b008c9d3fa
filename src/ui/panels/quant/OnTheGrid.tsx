/** The layer pointed out, its weights and its output as histograms on the int8 grid; any layer can be chosen from a list. */
import { useMemo, type ReactNode } from 'react';
import { QuantHistogram } from '../../../charts/index.ts';
import type { QuantLayer } from '../../../engine/index.ts';
import { useLayer } from '../../app/session.tsx';
import { SelectField } from '../../kit/index.ts';

export function OnTheGrid({ layers }: { readonly layers: readonly QuantLayer[] }): ReactNode {
  const { selected, onSelect } = useLayer(useMemo(() => layers.map(({ name }) => name), [layers]));
  const worst = useMemo(() => layers.reduce((at, { sqnrDb }, index) => ((sqnrDb ?? Infinity) < (layers[at].sqnrDb ?? Infinity) ? index : at), 0), [layers]);
  const at = selected ?? worst;
  const layer = layers[at];
  if (layer === undefined) return null;
  const { weights } = layer;
  return (
    <>
      <SelectField label="Layer" value={String(at)} options={layers.map(({ name, op }, index) => ({ value: String(index), label: `${index + 1}. ${name} (${op})` }))}
        onChange={(value) => { if (Number(value) !== selected) onSelect(Number(value)); }} />
      <div className="columns">
        <QuantHistogram what={`${layer.name}, output`} name={`output-${layer.name}`} grid={layer.activations} params={layer} fill="fill-activations" />
        {weights
          ? <QuantHistogram what={`${layer.name}, weights`} name={`weights-${layer.name}`} grid={weights.grid} params={null} fill="fill-weights" />
          : <p className="fine">This layer has no weights.</p>}
      </div>
      {weights && (
        <p className="fine">
          Each output channel has a step of its own, from {weights.scales[0].toPrecision(3)} to {weights.scales[1].toPrecision(3)}: its largest weight is step 127, so no weight saturates.
          {' '}With one step for all channels the noise would lie {db(weights.oneScaleDb)} below the weights, with a step for each it lies {db(weights.sqnrDb)} below.
        </p>
      )}
    </>
  );
}

const db = (value: number | null): string => (value === null ? 'infinitely far' : `${value.toFixed(1)} dB`);
