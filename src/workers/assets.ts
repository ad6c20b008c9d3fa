/** Files of public/ in the browser. A file of its own, since workers read it and must not import what spawns them. */
import type { ReadAsset } from '../engine/index.ts';

/** @param base address of the page; assets lie beside it on any static host */
export const assetReader =
  (base: string): ReadAsset =>
  async (path) => {
    const address = new URL(path, base);
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${path} could not be loaded (${response.status} from ${address.host})`);
    return new Uint8Array(await response.arrayBuffer());
  };
