/**
 * Architectures as MCUNet publishes them: the JSON of ProxylessNAS-style networks, read with every field checked.
 * Only what the skeleton has is accepted: ReLU6, no squeeze-and-excite, no dilation or groups.
 * Source: mcunet/assets/configs of mit-han-lab/tinyml.
 */
import { InputError } from '../lib/index.ts';
import type { Architecture, Block } from './architecture.ts';
import { makeDivisible } from './divisible.ts';

const LONGEST_TEXT = 4_000_000;
const MOST_BLOCKS = 200;
const MOST_CHANNELS = 8192;
const MOST_CLASSES = 100_000;
/** Ten times what any microcontroller's flash holds; what is filled with weights later stays within memory. */
const MOST_WEIGHTS = 2 ** 25;

type Fields = Readonly<Record<string, unknown>>;

/** Walks JSON and names the place of whatever is not as it should be. */
class Reader {
  constructor(private readonly fields: Fields, private readonly file: string, private readonly path: string) {}

  static of(value: unknown, file: string, path: string): Reader {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InputError('must be an object', `${file}, ${path || 'top level'}`);
    return new Reader(value as Fields, file, path);
  }

  place(key: string): string {
    return `${this.file}, ${this.path === '' ? key : `${this.path}.${key}`}`;
  }

  value(key: string): unknown {
    return Object.hasOwn(this.fields, key) ? this.fields[key] : undefined;
  }

  child(key: string): Reader {
    return Reader.of(this.value(key), this.file, this.path === '' ? key : `${this.path}.${key}`);
  }

  integer(key: string, low: number, high: number): number {
    const value = this.value(key);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
      throw new InputError(value === undefined ? `is missing: a whole number from ${low} to ${high}` : `${describe(value)} must be a whole number from ${low} to ${high}`, this.place(key));
    }
    return value;
  }

  /** Refuses a field that, where present, says something other than what the skeleton does. */
  only(key: string, ...allowed: readonly unknown[]): void {
    const value = this.value(key);
    if (value !== undefined && !allowed.includes(value)) {
      throw new InputError(`${describe(value)} is not supported; only ${allowed.map(describe).join(' or ')}`, this.place(key));
    }
  }
}

/** Short, and safe for values of any depth. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return JSON.stringify(value).slice(0, 40);
}

/**
 * @param text JSON text
 * @param file its name, for messages
 * @throws InputError that names file, field and cause
 */
export function parseMcunetJson(text: string, file: string): Architecture {
  if (text.length > LONGEST_TEXT) throw new InputError(`${text.length} characters are too many for an architecture; at most ${LONGEST_TEXT}`, file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`is not JSON: ${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'}`, file);
  }
  const top = Reader.of(json, file, '');
  const resolution = top.integer('resolution', 16, 1024);
  const stem = top.child('first_conv');
  stem.only('act_func', 'relu6');
  stem.only('groups', 1);
  stem.only('dilation', 1);
  const inputChannels = stem.integer('in_channels', 1, 16);
  const stemChannels = stem.integer('out_channels', 1, MOST_CHANNELS);
  const kernel = oddKernel(stem);
  const stride = stem.integer('stride', 1, 4);
  const pad = kernel >> 1;

  const blocks = readBlocks(top, file, stemChannels);
  const last = blocks.at(-1)?.outChannels ?? stemChannels;
  const mixChannels = top.value('feature_mix_layer') == null ? null : readMix(top.child('feature_mix_layer'), last);
  const head = top.child('classifier');
  expect(head, 'in_features', mixChannels ?? last);
  const architecture: Architecture = {
    name: file.replace(/^.*[/\\]/, '').replace(/\.json$/i, ''),
    input: [resolution, resolution, inputChannels],
    classes: head.integer('out_features', 1, MOST_CLASSES),
    stem: { outChannels: stemChannels, kernel: [kernel, kernel], stride: [stride, stride], padding: [pad, pad, pad, pad] },
    blocks,
    mixChannels,
  };
  const weights = countWeights(architecture, last);
  if (weights > MOST_WEIGHTS) throw new InputError(`${weights} weights; at most ${MOST_WEIGHTS} are read, more than any microcontroller holds`, file);
  return architecture;
}

/** @param last channels out of the last block */
function countWeights({ stem, input, blocks, mixChannels, classes }: Architecture, last: number): number {
  const ofBlocks = blocks.reduce(
    (sum, { inChannels, midChannels, outChannels, kernel, expand }) => sum + midChannels * ((expand ? inChannels : 0) + kernel * kernel + outChannels),
    0,
  );
  const head = mixChannels === null ? last * classes : mixChannels * (last + classes);
  return stem.kernel[0] * stem.kernel[1] * input[2] * stem.outChannels + ofBlocks + head;
}

function readBlocks(top: Reader, file: string, stemChannels: number): Block[] {
  const list = top.value('blocks');
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_BLOCKS) {
    throw new InputError(`must be a list of 1 to ${MOST_BLOCKS} blocks`, top.place('blocks'));
  }
  const blocks: Block[] = [];
  let stage = 0;
  let inStage = 0;
  for (const [index, entry] of list.entries()) {
    const outer = Reader.of(entry, file, `blocks[${index}]`);
    const before = blocks.at(-1)?.outChannels ?? stemChannels;
    const block = readBlock(outer, before);
    const opensStage = index > 0 && (block.stride[0] > 1 || block.outChannels !== before);
    stage += opensStage ? 1 : 0;
    inStage = opensStage || index === 0 ? 0 : inStage + 1;
    blocks.push({ ...block, name: `stage${stage}.block${inStage}` });
  }
  return blocks;
}

function readBlock(outer: Reader, before: number): Omit<Block, 'name'> {
  const conv = outer.child('mobile_inverted_conv');
  conv.only('act_func', 'relu6');
  conv.only('use_se', false, null);
  expect(conv, 'in_channels', before);
  const outChannels = conv.integer('out_channels', 1, MOST_CHANNELS);
  const stride = conv.integer('stride', 1, 4);
  const ratio = conv.value('expand_ratio');
  if (typeof ratio !== 'number' || !(ratio >= 1 && ratio <= 16)) throw new InputError(`${describe(ratio)} must be a number from 1 to 16`, conv.place('expand_ratio'));
  const expand = ratio !== 1;
  const written = conv.value('mid_channels');
  const midChannels = !expand ? before : written == null ? makeDivisible(Math.round(before * ratio), 8) : conv.integer('mid_channels', 1, MOST_CHANNELS);
  const shortcut = outer.value('shortcut') != null;
  if (shortcut && (stride !== 1 || before !== outChannels)) {
    throw new InputError(`a shortcut needs stride 1 and equal channels, here stride ${stride} and ${before} to ${outChannels}`, outer.place('shortcut'));
  }
  return { inChannels: before, midChannels, outChannels, kernel: oddKernel(conv), stride: [stride, stride], expand, shortcut };
}

function readMix(mix: Reader, before: number): number {
  mix.only('act_func', 'relu6');
  mix.only('kernel_size', 1);
  mix.only('stride', 1);
  expect(mix, 'in_channels', before);
  return mix.integer('out_channels', 1, MOST_CHANNELS);
}

function oddKernel(reader: Reader): number {
  const kernel = reader.integer('kernel_size', 1, 15);
  if (kernel % 2 === 0) throw new InputError(`${kernel} must be odd`, reader.place('kernel_size'));
  return kernel;
}

function expect(reader: Reader, key: string, channels: number): void {
  const found = reader.integer(key, 1, MOST_CHANNELS);
  if (found !== channels) throw new InputError(`${found} does not follow on ${channels}, what the layer before puts out`, reader.place(key));
}
