/** The graph beside the inspector: find a layer, point it out, and every other view of the page points at it, too. */
import { useMemo, useState, type ReactNode } from 'react';
import { ModelGraph, plural } from '../../../charts/index.ts';
import { analysisInHand, type ModelState } from '../../../store/index.ts';
import { useLayer, useResults } from '../../app/session.tsx';
import { Choice } from '../../kit/index.ts';
import { Inspector } from './Inspector.tsx';
import { costsOf, graphFinding, matching, MEASURES, nodesOf, tableOf, type Measure } from './layers.ts';
import '../../styles/model.css';

const CHOICES = (Object.keys(MEASURES) as Measure[]).map((value) => ({ value, label: MEASURES[value].label }));

export function Model({ model }: { readonly model: ModelState }): ReactNode {
  const { view, of } = model;
  const analysis = useResults((state) => state.analysis);
  const ran = useResults((state) => (state.analysis !== null && state.analysis === analysisInHand(state) ? state.simulated : null));
  const [measure, setMeasure] = useState<Measure>('time');
  const [text, setText] = useState('');
  const names = useMemo(() => view.layers.map(({ name }) => name), [view]);
  const { selected, onSelect } = useLayer(names);
  const costs = useMemo(() => costsOf(view, of, ran), [view, of, ran]);
  const nodes = useMemo(() => nodesOf(view, costs, measure), [view, costs, measure]);
  const hits = useMemo(() => matching(view, text), [view, text]);
  const first = view.inputs.length;
  const found = useMemo(() => hits && new Set(hits.map((index) => first + index)), [hits, first]);

  /** A layer, or for an input or output the layer next to it. */
  const point = (node: number): void => {
    const layer = Math.max(0, Math.min(view.layers.length - 1, node - first));
    onSelect(layer);
  };
  /** Walks from hit to hit, round the end. */
  const nextHit = (by: number): void => {
    if (!hits || hits.length === 0) return;
    const at = selected === null ? -1 : hits.indexOf(selected);
    const next = hits[at < 0 ? (by > 0 ? 0 : hits.length - 1) : (at + by + hits.length) % hits.length];
    if (next !== selected) onSelect(next);
  };
  const stale = of !== analysis;
  return (
    <div className="model" role="group" aria-label="The network opened up" aria-busy={stale}>
      <div className="model-graph">
        <div className="model-find">
          <label className="field">
            <span>Find a layer <kbd>/</kbd></span>
            <input
              type="search" value={text} placeholder="name, operator or shape" autoComplete="off" spellCheck={false}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') nextHit(event.shiftKey ? -1 : 1);
                else if (event.key === 'Escape' && text !== '') { setText(''); event.stopPropagation(); } else return;
                event.preventDefault();
              }}
            />
          </label>
          <p className="hint" role="status">{hits && (hits.length === 0 ? 'none found' : `${hits.includes(selected ?? -1) ? `${hits.indexOf(selected ?? -1) + 1} of ` : ''}${plural(hits.length, 'layer')} found; Enter goes to the next`)}</p>
          <Choice label="Bars show" value={measure} options={CHOICES} onChange={setMeasure} />
        </div>
        <ModelGraph title={graphFinding(view, costs, measure)} nodes={nodes} selected={selected === null ? null : first + selected} onSelect={point} found={found} table={tableOf(view, costs)} />
      </div>
      <Inspector model={model} costs={costs} selected={selected} onSelect={onSelect} />
    </div>
  );
}
