/** What a layer is: tensors in and out with their quantisation, its formula, its work as a product, its costs. */
import { Fragment, type ReactNode } from 'react';
import { exact, kib, ms, real } from '../../../charts/index.ts';
import type { LayerView, ModelView, TensorView } from '../../../engine/index.ts';
import { useResults } from '../../app/session.tsx';
import { Value } from '../../kit/index.ts';
import { opText, shapeText, type LayerCosts } from './layers.ts';

interface Props {
  readonly view: ModelView;
  readonly layer: LayerView;
  readonly cost: LayerCosts;
}

export function LayerFacts({ view, layer, cost }: Props): ReactNode {
  const { weights } = layer;
  const known = useResults((state) => (cost.simulated ? state.simulated?.latency : state.analysis?.latency));
  const latency = cost.stage ? { kind: 'estimated' as const, source: `its share, by the estimates of its layers, of the ${ms(cost.stage.latencyMs)} that ${cost.stage.name} are simulated to take together` } : known;
  return (
    <div className="layer-facts">
      <Formula layer={layer} />
      <dl className="facts">
        <div><dt>operator</dt><dd>{opText(layer)} <span className="hint">{layer.op}</span></dd></div>
        {layer.facts.map(({ label, value }) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
        {layer.inputs.map((id, at) => <Tensor key={at} label={layer.inputs.length > 1 ? `reads, ${at + 1}` : 'reads'} tensor={view.tensors[id]} />)}
        <Tensor label="gives" tensor={view.tensors[layer.output]} />
        {weights && (
          <>
            <div><dt>weights</dt><dd>{shapeText(weights.shape)} <span className="hint">{weights.axes.join(' × ')}</span>, int8, {exact(weights.values.length)} B; {weights.scales.length === 1 ? `one step of ${real(weights.scales[0])}` : `${weights.scales.length} steps, one a channel`}, zero point 0</dd></div>
            <div><dt>bias</dt><dd>{exact(weights.bias.length)} × int32, one an output channel</dd></div>
          </>
        )}
        {cost.macs !== layer.formula.macs && <div><dt>MACs</dt><dd>{exact(cost.macs)}, as its patches compute their borders again</dd></div>}
        <div><dt>time</dt><dd>{latency ? <Value text={ms(cost.latencyMs)} kind={latency.kind} source={latency.source} /> : ms(cost.latencyMs)}</dd></div>
        <div><dt>flash</dt><dd><Value text={kib(cost.weightBytes)} kind="counted" source={`${exact(cost.weightBytes)} bytes of weights, biases, scales and tables`} /></dd></div>
        <div><dt>arena</dt><dd><Value text={kib(cost.sramBytes)} kind={view.code ? 'counted' : 'estimated'} source={`${exact(cost.sramBytes)} bytes in use while it runs: what it reads, what it gives, what is held for later, its scratch`} /></dd></div>
        {layer.kernels.length > 0 && <div><dt>runs as</dt><dd><code>{[...new Set(layer.kernels)].join(', ')}</code></dd></div>}
      </dl>
    </div>
  );
}

function Tensor({ label, tensor: { name, shape, quant, bytes } }: { readonly label: string; readonly tensor: TensorView }): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <code>{name}</code> {shapeText(shape)}, {quant ? `int8, ${exact(bytes)} B; step ${real(quant.scale)}, zero point ${quant.zeroPoint}` : `${exact(bytes)} B as int8`}
        {quant && <span className="hint"> from {real((-128 - quant.zeroPoint) * quant.scale)} to {real((127 - quant.zeroPoint) * quant.scale)}</span>}
      </dd>
    </div>
  );
}

const KEEPS = new Set(['averagePool2d', 'maxPool2d', 'concat', 'slice', 'pad', 'resizeNearest', 'lookup']);

function Formula({ layer: { op, formula: { words, symbols, counts, factors, product, macs } } }: { readonly layer: LayerView }): ReactNode {
  return (
    <div className="formula">
      <p>{words}</p>
      <p><code className="symbols">{symbols}</code></p>
      {!KEEPS.has(op) && <p className="fine">In int8 each value is its step less the zero point; sums are kept in 32 bits, multiplied by the ratio of the scales, rounded, and clamped to what the activation leaves.</p>}
      <p className="sum">
        {factors.map(({ what, value }, at) => (
          <Fragment key={what}>{at > 0 && <span aria-label="times"> × </span>}<span>{exact(value)} <span className="hint">{what}</span></span></Fragment>
        ))}
        <span aria-label="equals"> = </span><strong>{exact(product)} {counts}</strong>
      </p>
      {macs === 0 && <p className="fine">No multiply-accumulates by the published convention, which counts only convolutions and dense layers.</p>}
    </div>
  );
}
