/**
 * Acts out a plan byte by byte, as badly as its kernels may behave. Every byte of the arena carries the name of what
 * was last written there; each read must find the very element it wants, nothing may be read that was not written,
 * nothing written outside the arena. Kernels that may mix reads and writes write all they can before they read. The
 * oracle of the planner's tests: it knows plans and coordinates, not distances.
 */
import { elements, type Net, type Node, type TensorId } from '../net/index.ts';
import { windowOf } from './geometry.ts';
import type { ArenaPlan } from './plan.ts';

type Place = readonly [y: number, x: number];
interface Patch {
  readonly row: number;
  readonly col: number;
}
interface Area {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

const POISON = -1;

/**
 * @param blocks the sizes of the blocks of pixels, in turn, as far as a kernel may choose them
 * @throws Error naming the step at the first read that finds something else
 */
export function actOut(net: Net, plan: ArenaPlan, blocks: readonly number[] = [1]): void {
  const arena = new Float64Array(plan.bytes).fill(POISON);
  const whole = net.tensors.map(({ shape }) => elements(shape));
  const bases = whole.map((_, id) => whole.slice(0, id).reduce((sum, size) => sum + size, 0));
  const all = whole.reduce((sum, size) => sum + size, 0);
  const stage = net.nodes.slice(0, plan.patch?.steps ?? 0);
  const inner = new Set(stage.slice(0, -1).map(({ output }) => output));
  const external = (id: TensorId): boolean => plan.inputExternal && net.inputs.includes(id);
  let run = 0;

  const held = (id: TensorId, patch: Patch | null): Area => {
    const [height, width] = net.tensors[id].shape;
    const [rows, cols] = [plan.patch?.rowSpans.get(id), plan.patch?.colSpans.get(id)];
    if (patch === null || rows === undefined || cols === undefined) return { top: 0, left: 0, height, width };
    const [y, x] = [rows[patch.row], cols[patch.col]];
    return { top: y.from, left: x.from, height: y.to - y.from, width: x.to - x.from };
  };
  /** Address and name of one element; inside a stage the name is of one patch alone. */
  const locate = (id: TensorId, patch: Patch | null, [y, x]: Place, channel: number): [address: number, name: number] => {
    const [height, width, channels] = net.tensors[id].shape;
    const area = inner.has(id) ? held(id, patch) : { top: 0, left: 0, height, width };
    if (y < area.top || x < area.left || y >= area.top + area.height || x >= area.left + area.width) throw new Error(`${net.tensors[id].name}: ${y},${x} is not in its patch`);
    const address = plan.tensors[id].offset + ((y - area.top) * area.width + x - area.left) * channels + channel;
    return [address, bases[id] + (y * width + x) * channels + channel + (inner.has(id) ? run * all : 0)];
  };
  const put = (address: number, name: number, step: string): void => {
    if (!(address >= 0 && address < plan.bytes)) throw new Error(`${step} writes at ${address}, outside the arena`);
    arena[address] = name;
  };
  const read = (id: TensorId, patch: Patch | null, place: Place, channel: number, step: string): void => {
    if (external(id)) return;
    const [address, name] = locate(id, patch, place, channel);
    if (arena[address] !== name) throw new Error(`${step} reads ${net.tensors[id].name} ${place.join()},${channel} at ${address} and finds ${arena[address]}`);
  };
  const readAll = (id: TensorId, step: string): void => {
    const [height, width, channels] = net.tensors[id].shape;
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) read(id, null, [y, x], c, step);
  };

  const act = (node: Node, index: number, patch: Patch | null): void => {
    const { kernel, reverse, scratch } = plan.steps[index];
    const name = `step ${index} (${node.name})`;
    const spoil = (): void => {
      for (let i = 0; i < (scratch?.bytes ?? 0); i++) put((scratch?.offset ?? 0) + i, POISON, name);
    };
    const [input] = node.inputs;
    const [height, width, channels] = net.tensors[input].shape;
    const outChannels = net.tensors[node.output].shape[2];
    const area = held(node.output, patch);
    const pixels = Array.from({ length: area.height * area.width }, (_, i): Place => [area.top + Math.floor(i / area.width), area.left + (i % area.width)]);
    if (reverse) pixels.reverse();
    const { kernel: size, stride, dilation, padding } = windowOf(node);
    const taps = ([y, x]: Place): Place[] => {
      const found: Place[] = [];
      for (let i = 0; i < size[0]; i++) {
        for (let j = 0; j < size[1]; j++) {
          const place: Place = [y * stride[0] - padding.top + i * dilation[0], x * stride[1] - padding.left + j * dilation[1]];
          if (place[0] >= 0 && place[1] >= 0 && place[0] < height && place[1] < width) found.push(place);
        }
      }
      return found;
    };
    const readWindow = (pixel: Place): void => {
      for (const place of taps(pixel)) for (let c = 0; c < channels; c++) read(input, patch, place, c, name);
    };
    const write = (pixel: Place, channel: number): void => {
      put(...locate(node.output, patch, pixel, channel), name);
    };
    /** All channels but one are written before the block's last reads. */
    const mixed = (block: readonly Place[]): void => {
      block.forEach(readWindow);
      const last = reverse ? outChannels - 1 : 0;
      for (let c = 0; c < outChannels; c++) if (c !== last) for (const pixel of block) write(pixel, c);
      block.forEach(readWindow);
      for (const pixel of block) write(pixel, last);
    };
    const inBlocks = (most: number, body: (block: readonly Place[]) => void): void => {
      for (let at = 0, turn = 0; at < pixels.length; turn++) {
        const length = Math.min(most, blocks[turn % blocks.length]);
        body(pixels.slice(at, at + length));
        at += length;
      }
    };

    if (node.kind === 'conv2d' && kernel === 'gemm') {
      inBlocks(4, (block) => {
        spoil();
        block.forEach(readWindow);
        for (const pixel of block) for (let c = 0; c < outChannels; c++) write(pixel, c);
      });
    } else if (node.kind === 'conv2d') {
      inBlocks(2, mixed);
    } else if (node.kind === 'averagePool2d' || node.kind === 'maxPool2d') {
      inBlocks(1, mixed);
    } else if (node.kind === 'depthwiseConv2d') {
      // the kernel may run along columns where they are longer than rows and both tensors lie alike
      const [outHeight, outWidth] = [area.height, area.width];
      const alike = [0, 1].every((axis) => net.tensors[input].shape[axis] === net.tensors[node.output].shape[axis]);
      const axis = outHeight > outWidth && alike && patch === null ? 1 : 0;
      const lines = axis === 0 ? [area.top, area.top + outHeight] : [area.left, area.left + outWidth];
      const before = axis === 0 ? padding.top : padding.left;
      const wanted = [...new Map(pixels.flatMap(taps).map((place) => [place.join(), place])).values()];
      for (let c = 0; c < channels; c++) {
        let loaded = -1;
        for (let line = lines[0]; line < lines[1]; line++) {
          const last = line * stride[axis] - before + (size[axis] - 1) * dilation[axis];
          spoil();
          for (const place of wanted) if (place[axis] > loaded && place[axis] <= last) read(input, patch, place, c, name);
          loaded = Math.max(loaded, last);
          const each = outChannels / channels;
          for (const pixel of pixels.filter((place) => place[axis] === line)) for (let m = 0; m < each; m++) write(pixel, c * each + m);
        }
      }
    } else if (['add', 'sub', 'mul', 'lookup'].includes(node.kind)) {
      for (const pixel of pixels) {
        for (let c = 0; c < outChannels; c++) {
          for (const id of node.inputs) {
            const shape = net.tensors[id].shape;
            read(id, patch, elements(shape) === elements(net.tensors[node.output].shape) ? pixel : [0, 0], shape[2] === 1 ? 0 : c, name);
          }
          write(pixel, c);
        }
      }
    } else {
      const [first, ...rest] = pixels.flatMap((pixel) => Array.from({ length: outChannels }, (_, c) => [pixel, c] as const));
      for (const id of node.inputs) readAll(id, name);
      for (const place of rest) write(...place);
      for (const id of node.inputs) readAll(id, name);
      write(...first);
    }
  };

  const cells = (id: TensorId, each: (place: Place, channel: number) => void): void => {
    const [height, width, channels] = net.tensors[id].shape;
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) each([y, x], c);
  };
  for (const id of net.inputs) if (!external(id)) cells(id, (place, channel) => put(...locate(id, null, place, channel), 'the input'));
  for (let row = 0; row < (plan.patch?.rows ?? 0); row++) {
    for (let col = 0; col < (plan.patch?.cols ?? 0); col++, run++) stage.forEach((node, step) => act(node, step, { row, col }));
  }
  net.nodes.forEach((node, step) => {
    if (step >= stage.length) act(node, step, null);
  });
  for (const id of net.outputs) cells(id, (place, channel) => read(id, null, place, channel, 'the caller'));
}
