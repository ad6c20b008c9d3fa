/**
 * TFLite Micro as the oracle: every layer of three MLPerf Tiny models, 16 inputs each, must come out of the executor
 * and of the wasm kernels with TFLite Micro's bytes (CRC-32 per layer). The reader below knows just these files.
 */
import { existsSync, readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { planArena } from '../memory/index.ts';
import { validateNet, type Activation, type Net, type Node, type Padding, type Shape } from '../net/index.ts';
import { assembleInt8Net, runInt8Tensors, type Int8Constants, type Int8Net } from '../quant/index.ts';
import { loadRunner, Session } from './session.ts';

const FIXTURES = '../shared/fixtures';

/** A flatbuffer table: fields by number, each absent one undefined. */
class Table {
  constructor(private readonly view: DataView, private readonly at: number) {}
  private field(n: number): number | undefined {
    const vtable = this.at - this.view.getInt32(this.at, true);
    const offset = 4 + 2 * n < this.view.getUint16(vtable, true) ? this.view.getUint16(vtable + 4 + 2 * n, true) : 0;
    return offset === 0 ? undefined : this.at + offset;
  }
  byte(n: number): number { const at = this.field(n); return at === undefined ? 0 : this.view.getInt8(at); }
  int(n: number): number { const at = this.field(n); return at === undefined ? 0 : this.view.getInt32(at, true); }
  private start(n: number): number { const at = this.field(n)!; return at + this.view.getUint32(at, true); }
  table(n: number): Table { return new Table(this.view, this.start(n)); }
  private vector<T>(n: number, size: number, read: (at: number) => T): T[] {
    if (this.field(n) === undefined) return [];
    const at = this.start(n);
    return Array.from({ length: this.view.getUint32(at, true) }, (_, i) => read(at + 4 + i * size));
  }
  tables(n: number): Table[] { return this.vector(n, 4, (at) => new Table(this.view, at + this.view.getUint32(at, true))); }
  ints(n: number): number[] { return this.vector(n, 4, (at) => this.view.getInt32(at, true)); }
  longs(n: number): number[] { return this.vector(n, 8, (at) => Number(this.view.getBigInt64(at, true))); }
  floats(n: number): number[] { return this.vector(n, 4, (at) => this.view.getFloat32(at, true)); }
  bytes(n: number): Uint8Array { return Uint8Array.from(this.vector(n, 1, (at) => this.view.getUint8(at))); }
}

const ACTIVATIONS: Record<number, Activation> = { 0: 'none', 1: 'relu', 3: 'relu6' };

/** Network up to the softmax, and which of its tensors is which of the file's. */
function readModel(path: string): { int8Net: Int8Net; idOf: ReadonlyMap<number, number> } {
  const bytes = readFileSync(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const model = new Table(view, view.getUint32(0, true));
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.int(3)));
  const buffers = model.tables(4);
  const graph = model.tables(2)[0];
  const fileTensors = graph.tables(0);
  const shapeOf = (t: number): Shape => {
    const shape = fileTensors[t].ints(0);
    return shape.length === 4 ? [shape[1], shape[2], shape[3]] : [1, 1, shape[shape.length - 1]];
  };
  const paramsOf = (t: number) => ({ scale: fileTensors[t].table(4).floats(2)[0], zeroPoint: fileTensors[t].table(4).longs(3)[0] });
  const idOf = new Map<number, number>();
  const tensors: Net['tensors'][number][] = [];
  const params: { scale: number; zeroPoint: number }[] = [];
  const idFor = (t: number): number => {
    if (!idOf.has(t)) {
      idOf.set(t, tensors.length);
      tensors.push({ name: `t${t}`, shape: shapeOf(t) });
      params.push(paramsOf(t));
    }
    return idOf.get(t)!;
  };
  const nodes: Node[] = [];
  const constants = new Map<string, Int8Constants>();
  graph.tables(3).forEach((operator, index) => {
    const code = codes[operator.int(0)];
    const [inputs, [result]] = [operator.ints(1), operator.ints(2)];
    if (code === 25) return; // softmax
    if (code === 22) return void idOf.set(result, idFor(inputs[0])); // reshape: the same bytes
    const options = operator.table(4);
    const name = `op${index}`;
    const window = (kernel: [number, number]) => {
      const stride = [options.int(2), options.int(1)] as const;
      const [from, to] = [shapeOf(inputs[0]), shapeOf(result)];
      const total = [0, 1].map((axis) => (options.byte(0) === 0 ? Math.max(0, (to[axis] - 1) * stride[axis] + kernel[axis] - from[axis]) : 0));
      const padding: Padding = { top: total[0] >> 1, bottom: total[0] - (total[0] >> 1), left: total[1] >> 1, right: total[1] - (total[1] >> 1) };
      return { kernel, stride, padding };
    };
    const ends = { name, inputs: (code === 0 ? inputs.slice(0, 2) : inputs.slice(0, 1)).map(idFor), output: idFor(result) };
    if (code === 1) return void nodes.push({ kind: 'averagePool2d', ...ends, ...window([options.int(4), options.int(3)]) });
    if (code === 0) return void nodes.push({ kind: 'add', ...ends, activation: ACTIVATIONS[options.byte(0)] });
    const channels = shapeOf(result)[2];
    const filter = fileTensors[inputs[1]];
    const scales = filter.table(4).floats(2);
    const bias = buffers[fileTensors[inputs[2]].int(2)].bytes(0);
    constants.set(name, {
      weights: new Int8Array(buffers[filter.int(2)].bytes(0).buffer),
      weightScales: Float64Array.from({ length: channels }, (_, c) => scales[scales.length === 1 ? 0 : c]),
      bias: new Int32Array(bias.buffer),
    });
    const [, kh, kw] = filter.ints(0);
    if (code === 3) nodes.push({ kind: 'conv2d', ...ends, ...window([kh, kw]), activation: ACTIVATIONS[options.byte(3)] });
    else if (code === 4) nodes.push({ kind: 'depthwiseConv2d', ...ends, ...window([kh, kw]), activation: ACTIVATIONS[options.byte(4)] });
    else if (code === 9) nodes.push({ kind: 'dense', ...ends, activation: ACTIVATIONS[options.byte(0)] });
    else throw new Error(`operator code ${code}`);
  });
  const net: Net = { name: path, tensors, nodes, input: idOf.get(graph.ints(1)[0])!, output: nodes[nodes.length - 1].output };
  validateNet(net);
  return { int8Net: assembleInt8Net(net, params, constants, 'double'), idOf };
}

interface GoldenLayer {
  readonly kind: string;
  readonly tensor: number;
  readonly crc32_x16: readonly string[];
}

describe.skipIf(!existsSync(FIXTURES))('TFLite Micro, layer by layer (skipped where ../shared/fixtures is absent)', () => {
  test.each([['kws', 'kws_ref_model'], ['resnet8', 'pretrainedResnet_quant'], ['ad01', 'ad01_int8']])('%s', async (name, file) => {
    const { int8Net, idOf } = readModel(`${FIXTURES}/tflite/${file}.tflite`);
    const { net } = int8Net;
    const golden = JSON.parse(readFileSync(`${FIXTURES}/golden/${name}.layers.json`, 'utf8')) as GoldenLayer[];
    const inputs = new Int8Array(readFileSync(`${FIXTURES}/golden/${name}.x16.in.bin`));
    const session = new Session(await loadRunner(readFileSync('public/kernels/int8.wasm')), int8Net, planArena(net));
    const hex = (values: Int8Array): string => (crc32(values) >>> 0).toString(16).padStart(8, '0');
    let compared = 0;
    for (let n = 0; n < 16; n++) {
      const input = inputs.subarray((n * inputs.length) / 16, ((n + 1) * inputs.length) / 16);
      const values = runInt8Tensors(int8Net, input);
      const traced = session.trace(input);
      for (const { kind, tensor, crc32_x16 } of golden) {
        const id = idOf.get(tensor);
        if (id === undefined || kind.includes('softmax')) continue;
        expect(hex(values[id]), `input ${n}, ${kind}, tensor ${tensor}`).toBe(crc32_x16[n]);
        expect(traced[net.nodes.findIndex(({ output }) => output === id)]).toEqual(values[id]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThanOrEqual(16 * net.nodes.length);
  });

  test('the 144 recorded keyword inputs give the recorded logits', async () => {
    const { int8Net } = readModel(`${FIXTURES}/tflite/kws_ref_model.tflite`);
    const session = new Session(await loadRunner(readFileSync('public/kernels/int8.wasm')), int8Net, planArena(int8Net.net));
    const rows = readFileSync(`${FIXTURES}/kws01/golden_int8.csv`, 'utf8').trim().split('\n').slice(1);
    expect(rows.length).toBe(144);
    for (const row of rows) {
      const [file, , logits] = row.trim().split(';');
      expect(session.run(new Int8Array(readFileSync(`${FIXTURES}/kws01/${file}`))).join(' '), file).toBe(logits);
    }
  });
});
