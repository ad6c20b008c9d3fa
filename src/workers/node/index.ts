export { assetReader, breathe, nodeHost } from './host.ts';
