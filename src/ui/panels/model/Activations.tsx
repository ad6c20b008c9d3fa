/** What a layer makes of one input: a heat map for each channel, and how its values lie on the int8 grid. */
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { Histogram, oneTile, TensorTiles, tilesOfMaps } from '../../../charts/index.ts';
import type { LayerView, ModelView } from '../../../engine/index.ts';
import type { ModelState } from '../../../store/index.ts';
import { useJob, useSession } from '../../app/session.tsx';
import { Button, JobBar, SelectField } from '../../kit/index.ts';
import { InputDrop } from '../InputDrop.tsx';
import { shapeText } from './layers.ts';
import { useLiveInput } from './useLiveInput.ts';

export function Activations({ model, layer }: { readonly model: ModelState; readonly layer: LayerView }): ReactNode {
  const { view, run } = model;
  const { actions } = useSession();
  const job = useJob('activations');
  const reading = useJob('features');
  const live = useLiveInput(view);
  const { chosen } = live;
  const [which, setWhich] = useState('output');
  const runs = view.code !== null;
  useEffect(() => {
    if (runs && chosen) void actions.activate(chosen);
  }, [runs, chosen, view, actions]);
  if (!runs) return <p className="fine">This network is judged by its shapes alone. With weights, from a search or a model file, it can be run here.</p>;
  const tensors = [{ value: 'output', id: layer.output, label: 'what it gives' }, ...layer.inputs.map((id, at) => ({ value: `input ${at}`, id, label: layer.inputs.length > 1 ? `what it reads, ${at + 1}` : 'what it reads' }))];
  const tensor = tensors.find(({ value }) => value === which) ?? tensors[0];
  // another input's stay in sight while this one's are on their way, not where these will not come
  const coming = job.status !== 'stopped' && job.status !== 'failed' && run?.input.length === chosen?.length;
  const ready = run && (run.input === chosen || coming) ? run.tensors : null;
  const values = ready?.[tensor.id];
  return (
    <div className="activations">
      <div className="fields wide">
        {live.options.length > 0 && <SelectField label={live.label} value={String(live.at)} options={live.options} onChange={(at) => live.choose(Number(at))} />}
        <SelectField label="Show" value={tensor.value} options={tensors.map(({ value, label, id }) => ({ value, label: `${label}, ${shapeText(view.tensors[id].shape)}` }))} onChange={setWhich} />
      </div>
      <InputDrop bytes={live.bytes} hears={live.hears} name={live.taken?.name ?? null} onTake={live.take} back={live.kind === 'noise' ? 'noise' : 'the examples'} onReset={live.taken ? () => live.take(null) : null} />
      {live.kind === 'noise' && <p className="fine">It is fed noise, the same on every machine, since the built-in examples do not suit it. Open a raw input file to see what it makes of yours.</p>}
      <JobBar job={reading} name="Front end" quiet onStop={() => actions.stop('features')} />
      <JobBar job={job} name="Running it" quiet onStop={() => actions.stop('activations')} />
      {values && <Maps key={`${layer.name} ${tensor.value}`} view={view} id={tensor.id} values={values.values} counts={values.counts} classes={view.outputs.includes(tensor.id) ? live.classes : []} />}
    </div>
  );
}

function Maps({ view, id, values, counts, classes }: { readonly classes: readonly string[]; readonly view: ModelView; readonly id: number; readonly values: Int8Array; readonly counts: Uint32Array }): ReactNode {
  const { name, shape, quant } = view.tensors[id];
  const [channel, setChannel] = useState<number | null>(null);
  const tiles = useMemo(() => tilesOfMaps(shape), [shape]);
  const one = useMemo(() => (channel === null ? null : oneTile(tiles, channel)), [tiles, channel]);
  const { scale, zeroPoint } = quant ?? { scale: 1, zeroPoint: 0 };
  const scaleAt = useMemo(() => () => scale, [scale]);
  const common = { values, zeroPoint, scaleAt, tileName: (tile: number) => `channel ${tile + 1}`, placeName: (row: number, column: number) => (shape[0] * shape[1] === 1 ? `value ${column + 1}${classes[column] === undefined ? '' : `, “${classes[column]}”`}` : `row ${row + 1}, column ${column + 1}`) };
  return (
    <>
      {one === null || channel === null
        ? <TensorTiles {...common} tiles={tiles} name={`${name}-maps`} {...(tiles.count > 1 && { onSelect: setChannel })} title={shape[0] * shape[1] === 1 ? `${name}: ${shape[2]} values for this input.` : `${name}: ${shape[2]} maps of ${shape[0]} × ${shape[1]} for this input.`} />
        : (
          <>
            <div className="actions"><Button tone="quiet" onClick={() => setChannel(null)}>All channels</Button><Button tone="quiet" disabled={channel === 0} onClick={() => setChannel(channel - 1)}>Channel before</Button><Button tone="quiet" disabled={channel === shape[2] - 1} onClick={() => setChannel(channel + 1)}>Channel after</Button></div>
            <TensorTiles {...common} tiles={one} name={`${name}-map-${channel + 1}`} title={`Channel ${channel + 1} of ${name}, ${shape[0]} × ${shape[1]}, value by value.`} />
          </>
        )}
      <Histogram what={`values of ${name}`} counts={counts} zeroPoint={zeroPoint} scale={scale} name={`${name}-histogram`} />
      <p className="fine">Computed by the int8 reference that the kernels and the simulated board are held to, byte for byte.</p>
    </>
  );
}
