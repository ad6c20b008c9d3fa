/** The C beside its layer: its lines in model.c, its entry in the plan, and the kernel that runs it. */
import { useMemo, useState, type ReactNode } from 'react';
import type { CodeView, LayerView, ModelView } from '../../../engine/index.ts';
import { Button } from '../../kit/index.ts';
import { Listing } from './Listing.tsx';

interface Props {
  readonly view: ModelView;
  readonly layer: LayerView;
  readonly onSelect: (layer: number) => void;
}

export interface Passage {
  readonly what: 'constants, declared' | 'constants, values' | 'entry in the plan';
  /** First line. */
  readonly line: number;
}

/** Where a layer's lines begin: in the struct, in the values, in the plan, whichever it has. */
export function passagesOf({ lines }: CodeView, layer: number): Passage[] {
  const starts = lines.flatMap(({ layers }, line) => (layers.includes(layer) && !(lines[line - 1]?.layers.includes(layer) ?? false) ? [line] : []));
  const values = lines.findIndex(({ text }) => text.startsWith('static const struct constants'));
  const plan = lines.findIndex(({ text }) => text.startsWith('static const int8_op ops'));
  const first = (from: number, to: number): number | undefined => starts.find((line) => line >= from && line < to);
  const found = [['constants, declared', first(0, values)], ['constants, values', first(values, plan)], ['entry in the plan', first(plan, lines.length)]] as const;
  return found.flatMap(([what, line]) => (line === undefined ? [] : [{ what, line }]));
}

export function CodePane({ view, layer, onSelect }: Props): ReactNode {
  const { code } = view;
  const lines = useMemo(() => code?.lines.map(({ text }) => text) ?? [], [code]);
  const passages = useMemo(() => (code ? passagesOf(code, layer.index) : []), [code, layer.index]);
  const [jump, setJump] = useState<{ readonly layer: string; readonly what: Passage['what'] } | null>(null);
  const what = jump?.layer === layer.name ? jump.what : 'entry in the plan';
  if (!code) return <p className="fine">No code is made of a network without weights. Run the search to its end, or open a model file.</p>;
  const run = lines.findIndex((text) => text.includes('int8_run(ops'));
  const kernels = [...new Set(layer.kernels)].flatMap((symbol) => code.kernels.find((one) => one.symbol === symbol) ?? []);
  return (
    <div className="code-pane">
      <p className="fine">
        <code>model_run</code> (line {run + 1}) walks the plan, one entry after another; {layer.kernels.length === 1 ? 'this layer’s is' : `this layer’s ${layer.kernels.length} are`} run by {kernels.map(({ symbol, file }, at) => <span key={symbol}>{at > 0 && ' and '}<code>{symbol}</code> in <code>kernels/{file}</code></span>)}. Lines of this layer are marked; a click on another layer’s lines points that out.
      </p>
      <div className="actions" role="group" aria-label="Go to its">
        {passages.map((passage) => <Button key={passage.what} aria-pressed={what === passage.what} onClick={() => setJump({ layer: layer.name, what: passage.what })}>{passage.what}, line {passage.line + 1}</Button>)}
      </div>
      <Listing
        label={`model.c, the lines of ${layer.name} marked`} lines={lines} isLit={(line) => code.lines[line].layers.includes(layer.index)} focus={passages.find((passage) => passage.what === what)?.line ?? null}
        onPick={(line) => {
          const { layers } = code.lines[line];
          if (layers.length > 0 && !layers.includes(layer.index)) onSelect(layers[0]);
        }}
      />
      {kernels.map((kernel) => <Kernel key={kernel.symbol} {...kernel} />)}
    </div>
  );
}

/** The whole file, from its function on. */
function Kernel({ symbol, file, text }: CodeView['kernels'][number]): ReactNode {
  const lines = useMemo(() => text.replace(/\n$/, '').split('\n'), [text]);
  const start = lines.findIndex((line) => line.startsWith(`void ${symbol}(`));
  const end = lines.findIndex((line, at) => at > start && line.startsWith('}'));
  return (
    <>
      <h5>kernels/{file}, <code>{symbol}</code> from line {start + 1}</h5>
      <Listing label={`kernels/${file}, ${symbol} marked`} lines={lines} isLit={(line) => line >= start && line <= end} focus={start} />
    </>
  );
}
