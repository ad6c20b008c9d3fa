/** A layer's weights: how they lie on the int8 grid, the step of each channel, and every value, as heat map and as table. */
import { useMemo, useState, type ReactNode } from 'react';
import { ChannelScales, DataTable, exact, Histogram, oneTile, real, saveFile, type Table, TensorTiles, tileOfMatrix, type Tiles, tilesOfMaps, toCsv } from '../../../charts/index.ts';
import type { LayerView, ModelView, WeightsView } from '../../../engine/index.ts';
import { Button } from '../../kit/index.ts';
import { shapeText } from './layers.ts';

const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);

/** Which output channel a weight belongs to. */
export function channelOf({ shape, channelAxis, values }: Pick<WeightsView, 'shape' | 'channelAxis' | 'values'>, index: number): number {
  return channelAxis === 0 ? Math.floor(index / (values.length / shape[0])) : index % shape[shape.length - 1];
}

/** Where a weight stands, axis by axis, from 0. */
export function placeOf(shape: readonly number[], index: number): number[] {
  return shape.map((extent, axis) => Math.floor(index / product(shape.slice(axis + 1))) % extent);
}

export function Weights({ view, layer }: { readonly view: ModelView; readonly layer: LayerView }): ReactNode {
  if (layer.table) return <Lookup table={layer.table} name={layer.name} />;
  if (layer.weights) return <Weighted weights={layer.weights} name={layer.name} />;
  return <p className="fine">{view.code === null ? 'This network is judged by its shapes alone and has no weights yet: run the search to its end, or open a model file.' : 'This operator has no weights.'}</p>;
}

function Weighted({ weights, name }: { readonly weights: WeightsView; readonly name: string }): ReactNode {
  const { values, shape, axes, scales, counts, bias, channelAxis } = weights;
  const [channel, setChannel] = useState<number | null>(null);
  const maps = channelAxis === 2;
  const scaleAt = useMemo(() => (scales.length === 1 ? () => scales[0] : (index: number) => scales[channelOf({ shape, channelAxis, values }, index)]), [scales, shape, channelAxis, values]);
  const whole = useMemo((): Tiles => (maps ? tilesOfMaps(shape) : tileOfMatrix(shape[0], values.length / shape[0])), [maps, shape, values]);
  const one = useMemo(() => (channel === null ? null : maps ? oneTile(whole, channel) : windowsOf(shape, channel)), [channel, maps, whole, shape]);
  const placeName = (index: number): string => placeOf(shape, index).map((at, axis) => `${axes[axis]} ${at + 1}`).join(', ');
  const common = { values, zeroPoint: 0, scaleAt };
  const count = shape[channelAxis];
  return (
    <div className="weights">
      <Histogram what={`weights of ${name}`} counts={counts} zeroPoint={0} scale={scales.length === 1 ? scales[0] : null} name={`${name}-weights-histogram`} />
      {scales.length > 1 && <ChannelScales layer={name} scales={scales} selected={channel} onSelect={(next) => setChannel(next === channel ? null : next)} />}
      {one === null || channel === null ? (
        <TensorTiles
          {...common} tiles={whole} name={`${name}-weights`}
          title={maps ? `Each of the ${count} channels has a window of ${shapeText(shape.slice(0, 2))} weights.` : `${count} rows, one an output, of ${exact(values.length / count)} weights each.`}
          tileName={(tile) => `channel ${tile + 1}`} placeName={(row, column) => placeName(row * whole.width + column)} onSelect={setChannel}
        />
      ) : (
        <>
          <div className="actions"><Button tone="quiet" onClick={() => setChannel(null)}>All channels</Button><Button tone="quiet" disabled={channel === 0} onClick={() => setChannel(channel - 1)}>Channel before</Button><Button tone="quiet" disabled={channel === count - 1} onClick={() => setChannel(channel + 1)}>Channel after</Button></div>
          <TensorTiles
            {...common} tiles={one} name={`${name}-channel-${channel + 1}`}
            title={`${axes[channelAxis][0].toUpperCase()}${axes[channelAxis].slice(1)} ${channel + 1} of ${name}: ${product(shape) / count} weights, a step is ${real(scales[scales.length === 1 ? 0 : channel])}.`}
            tileName={(tile) => `channel in ${tile + 1}`} placeName={(row, column) => placeName(one.at(0, row, column))}
          />
        </>
      )}
      <div className="actions">
        <Button onClick={() => saveFile(`${name}-weights.csv`, toCsv(allWeights(weights)), 'text/csv')}>All weights, CSV</Button>
      </div>
      <details>
        <summary>Biases, {exact(bias.length)} × int32</summary>
        <DataTable label={`biases of ${name}`} table={{ columns: ['output channel', 'bias, int32'], rows: Array.from(bias, (value, at) => [at + 1, value]) }} />
      </details>
    </div>
  );
}

/** One output channel of a convolution: a window for each input channel; of a dense layer, a row. */
function windowsOf(shape: readonly number[], channel: number): Tiles {
  const size = product(shape.slice(1));
  if (shape.length === 2 || shape[1] * shape[2] === 1) return { count: 1, height: 1, width: size, at: (_, __, column) => channel * size + column };
  const [, height, width, inputs] = shape;
  return { count: inputs, height, width, at: (tile, row, column) => channel * size + (row * width + column) * inputs + tile };
}

function allWeights(weights: WeightsView): Table {
  const { values, shape, axes, scales } = weights;
  return {
    columns: [...axes, 'int8', 'value'],
    rows: Array.from(values, (value, index) => [...placeOf(shape, index).map((at) => at + 1), value, Number((value * scales[scales.length === 1 ? 0 : channelOf(weights, index)]).toPrecision(6))]),
  };
}

function Lookup({ table, name }: { readonly table: Int8Array; readonly name: string }): ReactNode {
  return (
    <>
      <p className="fine">No weights, but a table: what each of the 256 values becomes.</p>
      <DataTable label={`table of ${name}`} table={{ columns: ['in', 'out'], rows: Array.from(table, (value, at) => [at - 128, value]) }} />
    </>
  );
}
