/** One layer from near: what it is and costs, its weights, what it makes of an input, how, and the C it becomes. */
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { exact, kib, ms, plural } from '../../../charts/index.ts';
import type { LayerView } from '../../../engine/index.ts';
import type { ModelState } from '../../../store/index.ts';
import { Button, Choice, SelectField } from '../../kit/index.ts';
import { Activations } from './Activations.tsx';
import { CodePane } from './CodePane.tsx';
import { LayerFacts } from './LayerFacts.tsx';
import { opText, shapeText, timeKind, type LayerCosts } from './layers.ts';
import { Weights } from './Weights.tsx';

const Computed = lazy(async () => ({ default: (await import('./Computed.tsx')).Computed }));

interface Props {
  readonly model: ModelState;
  readonly costs: readonly LayerCosts[];
  readonly selected: number | null;
  readonly onSelect: (layer: number) => void;
}

const ASPECTS = [{ value: 'layer', label: 'Layer' }, { value: 'weights', label: 'Weights' }, { value: 'activations', label: 'Activations' }, { value: 'computed', label: 'How it is computed' }, { value: 'code', label: 'C code' }] as const;
type Aspect = (typeof ASPECTS)[number]['value'];

export function Inspector({ model, costs, selected, onSelect }: Props): ReactNode {
  const [aspect, setAspect] = useState<Aspect>('layer');
  const { view } = model;
  const layer = selected === null ? null : view.layers[selected] ?? null;
  const last = view.layers.length - 1;
  const options = view.layers.map((one) => ({ value: String(one.index), label: `${one.index + 1}. ${one.name} (${opText(one)})` }));
  return (
    <section className="inspector" aria-labelledby="inspector-title">
      <h4 id="inspector-title">{layer ? `${layer.name}, layer ${layer.index + 1} of ${view.layers.length}` : `The whole network, ${view.name}`}</h4>
      <div className="inspector-walk">
        <SelectField label="Layer" value={layer ? String(layer.index) : ''} options={layer ? options : [{ value: '', label: 'none pointed out' }, ...options]} onChange={(index) => { if (index !== '') onSelect(Number(index)); }} />
        <Button aria-label="Previous layer" disabled={layer?.index === 0} onClick={() => onSelect(layer ? layer.index - 1 : last)}>↑</Button>
        <Button aria-label="Next layer" disabled={layer?.index === last} onClick={() => onSelect(layer ? layer.index + 1 : 0)}>↓</Button>
      </div>
      {layer === null ? <Overview model={model} costs={costs} /> : (
        <>
          <Choice label="Show its" value={aspect} options={ASPECTS} onChange={setAspect} />
          <Shown aspect={aspect} model={model} layer={layer} cost={costs[layer.index]} onSelect={onSelect} />
        </>
      )}
    </section>
  );
}

function Shown({ aspect, model, layer, cost, onSelect }: { readonly aspect: Aspect; readonly model: ModelState; readonly layer: LayerView; readonly cost: LayerCosts; readonly onSelect: (layer: number) => void }): ReactNode {
  switch (aspect) {
    case 'layer': return <LayerFacts view={model.view} layer={layer} cost={cost} />;
    // a channel picked in one layer means nothing in the next
    case 'weights': return <Weights key={layer.name} view={model.view} layer={layer} />;
    case 'activations': return <Activations model={model} layer={layer} />;
    case 'computed': return <Suspense fallback={<p className="fine">Opening …</p>}><Computed key={layer.name} model={model} layer={layer} /></Suspense>;
    case 'code': return <CodePane view={model.view} layer={layer} onSelect={onSelect} />;
    default: return aspect satisfies never;
  }
}

function Overview({ model: { view }, costs }: { readonly model: ModelState; readonly costs: readonly LayerCosts[] }): ReactNode {
  const ends = (ids: readonly number[]): string => ids.map((id) => `${view.tensors[id].name}, ${shapeText(view.tensors[id].shape)}`).join('; ');
  const sum = (of: (cost: LayerCosts) => number): number => costs.reduce((total, cost) => total + of(cost), 0);
  return (
    <>
      <p className="fine">Point out a layer in the graph, or with the arrows above: its weights, its formula, what it makes of an input and the C it becomes are shown here, and every other chart points at it, too.</p>
      <dl className="facts">
        <div><dt>reads</dt><dd>{ends(view.inputs)}</dd></div>
        <div><dt>gives</dt><dd>{ends(view.outputs)}</dd></div>
        <div><dt>layers</dt><dd>{plural(view.layers.length, 'layer')}, {plural(view.tensors.length, 'tensor')}</dd></div>
        <div><dt>MACs</dt><dd>{exact(sum((cost) => cost.macs))}, the layers’ added up</dd></div>
        <div><dt>constants</dt><dd>{kib(sum((cost) => cost.weightBytes))} of the layers’ own, in flash</dd></div>
        <div><dt>time</dt><dd>{ms(sum((cost) => cost.latencyMs))}, {timeKind(costs)}, layers alone</dd></div>
      </dl>
    </>
  );
}
