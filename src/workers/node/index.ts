export { assetFolder, assetReader, breathe, nodeHost } from './host.ts';
