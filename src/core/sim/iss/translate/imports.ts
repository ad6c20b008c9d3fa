/** What translated code asks of its host. */

/** Functions that the host provides, in the order of their import. */
export const IMPORTS = ['loadOutside', 'storeOutside', 'rangeOutside', 'stackLowered', 'trap', 'watchLoad', 'watchStore'] as const;
export type ImportName = (typeof IMPORTS)[number];
/** All take four numbers and give one, whether used or not, so that the engine needs only one adapter for them. */
export const IMPORT_PARAMETERS = 4;
/** How many of the four mean something. */
export const USED_PARAMETERS: Readonly<Record<ImportName, number>> = { loadOutside: 3, storeOutside: 4, rangeOutside: 4, stackLowered: 2, trap: 1, watchLoad: 3, watchStore: 3 };
