/** One layer as a standard and as a depthwise-separable convolution, side by side, built and counted by the engine at every change. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { count, kib, ms } from '../../charts/index.ts';
import type { TwinCosts, TwinShape } from '../../engine/index.ts';
import { useRecipe, useSession } from '../app/session.tsx';
import { learn } from './learn.ts';

const OUTPUTS = [8, 16, 24, 32, 64, 128, 256, 512, 1024] as const;
const KERNELS = [1, 3, 5, 7] as const;

const ROWS: readonly { readonly what: string; readonly pick: (costs: TwinCosts) => number; readonly format: (value: number) => string }[] = [
  { what: 'MACs, counted', pick: ({ macs }) => macs, format: count },
  { what: 'weights, counted', pick: ({ weightBytes }) => weightBytes, format: kib },
  { what: 'peak SRAM, by formula', pick: ({ sramBytes }) => sramBytes, format: kib },
  { what: 'time, estimated', pick: ({ latencyMs }) => latencyMs, format: ms },
];

export function Bench(): ReactNode {
  const { jobs } = useSession();
  const recipe = useRecipe();
  const twins = useStore(learn, (state) => state.twins);
  const [shape, setShape] = useState<TwinShape | null>(null);
  const wanted = useRef<TwinShape | null>(null);
  useEffect(() => {
    if (shape === null) return;
    wanted.current = shape;
    void jobs.run('twins', { recipe, shape }).then((found) => { if (found && wanted.current === shape) learn.setState({ twins: found }); });
  }, [jobs, recipe, shape]);
  if (twins === null) return <p className="fine">Building the two layers …</p>;
  const { side, inputs, outputs, kernel, standard, separable } = twins;
  const now: TwinShape = shape ?? { side, inputs, outputs, kernel };
  const ratio = standard.macs / separable.macs;
  return (
    <section className="bench" aria-label="Convolution bench">
      <p className="hint">A layer over {side} × {side} × {inputs}, two ways.</p>
      <div className="bench-sliders">
        <Stops label="Output channels" stops={OUTPUTS} value={now.outputs} onChange={(value) => setShape({ ...now, outputs: value })} />
        <Stops label="Window" stops={KERNELS} value={now.kernel} format={(value) => `${value} × ${value}`} onChange={(value) => setShape({ ...now, kernel: value })} />
      </div>
      <table>
        <thead><tr><th scope="col">{outputs} channels, {kernel} × {kernel}</th><th scope="col" className="number">standard</th><th scope="col" className="number">depthwise + 1 × 1</th></tr></thead>
        <tbody>{ROWS.map(({ what, pick, format }) => <tr key={what}><th scope="row">{what}</th><td className="number">{format(pick(standard))}</td><td className="number">{format(pick(separable))}</td></tr>)}</tbody>
      </table>
      <div className="bench-bars" aria-hidden="true"><span className="standard" /><span className="separable" style={{ inlineSize: `${Math.min(100, 100 / ratio)}%` }} /></div>
      <p className="chart-title" aria-live="polite">{ratio >= 1 ? `Depthwise-separable takes ${ratio.toFixed(1)} times fewer MACs.` : `Depthwise-separable takes ${(1 / ratio).toFixed(2)} times more MACs.`}</p>
    </section>
  );
}

/** A slider over a few values that are not evenly spaced. */
function Stops({ label, stops, value, format = String, onChange }: {
  readonly label: string; readonly stops: readonly number[]; readonly value: number; readonly format?: (value: number) => string; readonly onChange: (value: number) => void;
}): ReactNode {
  const at = stops.reduce((best, stop, index) => (Math.abs(stop - value) < Math.abs(stops[best] - value) ? index : best), 0);
  return (
    <label>
      <span>{label}: <strong>{format(value)}</strong></span>
      <input type="range" min={0} max={stops.length - 1} value={at} aria-valuetext={format(stops[at])} onChange={(event) => onChange(stops[Number(event.target.value)])} />
    </label>
  );
}
