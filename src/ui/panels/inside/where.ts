/** Where a moment of the run lies, and where the next stop is: plain arithmetic on the layers' beginnings. */
import { exact } from '../../../charts/index.ts';
import type { FirmwareMoment, InsideLayer, InsideResult, MomentResult } from '../../../engine/index.ts';

/** The layer that runs, or has just ended, when so many instructions were executed; before the first, the first. */
export function layerAt(layers: readonly Pick<InsideLayer, 'at'>[], at: number): number {
  return Math.max(0, layers.findLastIndex((layer) => layer.at < at));
}

/** Instruction at which a layer has just ended. */
export const endOf = ({ at, instructions }: Pick<InsideLayer, 'at' | 'instructions'>): number => at + instructions;

/** Where playing goes next: so many stops over the whole run, never past the end of the layer. */
export function nextStop({ layers, instructions }: Pick<InsideResult, 'layers' | 'instructions'>, at: number, stops: number): number {
  const next = at + Math.max(1, Math.round(instructions / stops));
  const end = layers.map(endOf).find((one) => one > at) ?? instructions;
  return Math.min(next, end, instructions);
}

/** e.g. "before instruction 1,204,331 of 4,798,088: conv2d_2 (layer 5 of 25), in dsp_multiply at 0x08000862". */
export function placeText({ layers, instructions }: Pick<InsideResult, 'layers' | 'instructions'>, { at, pc, function: name, ended, fault }: MomentResult): string {
  const index = layerAt(layers, at);
  const layer = layers[index];
  if (fault !== null) return `stopped after ${exact(at)} instructions by ${fault}`;
  if (ended) return `the end, after ${exact(at)} instructions`;
  return `${exact(at)} of ${exact(instructions)} instructions done: ${layer?.name ?? ''} (layer ${index + 1} of ${layers.length}), in ${name} at 0x${pc.toString(16).padStart(8, '0')}`;
}

/** The same of firmware: e.g. "1,204 of 4,798,088 instructions since reset done; in main at 0x08000862". */
export function firmwarePlace(instructions: number, { at, pc, function: name, ended, fault }: FirmwareMoment): string {
  if (fault !== null) return `Stopped after ${exact(at)} instructions by ${fault}`;
  if (ended) return `The end, after ${exact(at)} instructions`;
  return `${exact(at)} of ${exact(instructions)} instructions since reset done; in ${name} at 0x${pc.toString(16).padStart(8, '0')}`;
}
