export { toBin } from './bin.ts';
export { toElf } from './elf.ts';
export { archiveFor, firmware, linkImage, type FirmwareBoard, type FirmwareOptions, type Image, type ImageSizes } from './firmware.ts';
export type { OutputSection, Region } from './layout.ts';
export type { LinkedSymbol } from './link.ts';
export { readUf2, toUf2, type Uf2Content } from './uf2.ts';
