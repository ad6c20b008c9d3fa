/** The shipped network as the model view is given it, made by the real jobs. */
import { readFileSync } from 'node:fs';
import { defaultRecipe, finishJob, inlinePool, type Host, type RecordedSearch } from '../../../engine/index.ts';

const readAsset = (path: string): Promise<Uint8Array> => Promise.resolve(new Uint8Array(readFileSync(`public/${path}`)));
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
export const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => performance.now(), breathe };
const recorded = JSON.parse(readFileSync('public/recorded/keywords.json', 'utf8')) as RecordedSearch;
export const model = new Uint8Array(Buffer.from(recorded.model, 'base64url'));
export const view = await finishJob(host, 'tensors', { recipe: defaultRecipe, model });
