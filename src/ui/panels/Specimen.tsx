/**
 * One example as the network sees it, drawn pixel by pixel: three channels as a colour picture, one square channel as a
 * grey one, all else (frames of cepstral coefficients, series of measurements) as a map with time to the right.
 */
import { useEffect, useRef, type ReactNode } from 'react';
import { ramp } from '../../charts/index.ts';
import type { TaskSamples } from '../../engine/index.ts';
import { pixelsToRgba } from '../capture/pixels.ts';

/** Lowest and highest value of each row of a map: the first coefficient is far larger than the rest. */
export type Ranges = readonly (readonly [low: number, high: number])[];

type Shape = TaskSamples['task']['inputShape'];

/** Whether examples of this shape are pictures. */
export const isPicture = ([height, width, channels]: Shape): boolean => channels === 3 || (channels === 1 && height === width);

/** Over the examples shown; empty for pictures, which need none. */
export function rangesOf(examples: readonly { readonly features: Int8Array }[], shape: Shape): Ranges {
  if (isPicture(shape)) return [];
  const [frames, ...rest] = shape;
  const bands = rest.reduce((product, extent) => product * extent, 1);
  return Array.from({ length: bands }, (_, band) => {
    let [low, high] = [127, -128];
    for (const { features } of examples) {
      for (let frame = 0; frame < frames; frame++) {
        low = Math.min(low, features[frame * bands + band]);
        high = Math.max(high, features[frame * bands + band]);
      }
    }
    return [low, Math.max(low + 1, high)] as const;
  });
}

interface Props {
  readonly features: Int8Array;
  readonly shape: Shape;
  readonly ranges: Ranges;
  /** Said to those who do not see it; left out where words beside it say the same. */
  readonly label?: string;
}

export function Specimen({ features, shape, ranges, label }: Props): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = isPicture(shape);
  const [height, width] = picture ? [shape[0], shape[1]] : [features.length / shape[0], shape[0]];
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || height === 0) return;
    const image = context.createImageData(width, height);
    if (picture) image.data.set(pixelsToRgba(features, shape[2]));
    else drawMap(image, features, ranges);
    context.putImageData(image, 0, 0);
  }, [features, shape, ranges, picture, width, height]);
  return <canvas ref={canvas} width={width} height={height} className={picture ? 'picture' : 'map'} {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })} />;
}

function drawMap({ data, width: frames, height: bands }: ImageData, features: Int8Array, ranges: Ranges): void {
  for (let frame = 0; frame < frames; frame++) {
    for (let band = 0; band < bands; band++) {
      const [low, high] = ranges[band] ?? [-128, 127];
      const [red, green, blue] = ramp((features[frame * bands + band] - low) / (high - low));
      data.set([red, green, blue, 255], 4 * ((bands - 1 - band) * frames + frame));
    }
  }
}
