/** Networks whose figures are in print, by name, as the architecture files their authors publish: to be opened like any file. */
import { InputError, utf8 } from '../core/lib/index.ts';
import { publishedNetworks, type Architecture } from '../core/space/index.ts';
import type { NamedBytes } from './types.ts';

export const PUBLISHED: readonly string[] = publishedNetworks.map(({ name }) => name);

/** @throws InputError for another name */
export function publishedFile(name: string): NamedBytes {
  const found = publishedNetworks.find((one) => one.name === name);
  if (found === undefined) throw new InputError(`there is no published network “${name}”; known are ${PUBLISHED.join(', ')}`, 'model');
  return { path: `${name}.json`, bytes: utf8(JSON.stringify(mcunetJson(found))) };
}

/** In the form that parseMcunetJson reads. */
function mcunetJson({ input: [resolution, , inputs], stem, blocks, mixChannels, classes }: Architecture): object {
  const last = blocks.at(-1)?.outChannels ?? stem.outChannels;
  return {
    resolution,
    first_conv: { in_channels: inputs, out_channels: stem.outChannels, kernel_size: stem.kernel[0], stride: stem.stride[0], act_func: 'relu6' },
    blocks: blocks.map(({ inChannels, midChannels, outChannels, kernel, stride: [stride], expand, shortcut }) => ({
      mobile_inverted_conv: {
        in_channels: inChannels, mid_channels: midChannels, out_channels: outChannels, kernel_size: kernel, stride, act_func: 'relu6',
        expand_ratio: expand ? Math.max(2, Math.min(16, midChannels / inChannels)) : 1,
      },
      shortcut: shortcut ? {} : null,
    })),
    feature_mix_layer: mixChannels === null ? null : { in_channels: last, out_channels: mixChannels, kernel_size: 1, stride: 1, act_func: 'relu6' },
    classifier: { in_features: mixChannels ?? last, out_features: classes },
  };
}
