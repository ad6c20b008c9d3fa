/** What translated code asks of its host. */

/** Functions that the host provides, in the order of their import. */
export const IMPORTS = ['loadOutside', 'storeOutside', 'rangeOutside', 'stackLowered', 'trap', 'watchLoad', 'watchStore'] as const;
export type ImportName = (typeof IMPORTS)[number];
/** All take four numbers and give one, whether used or not, so that the engine needs only one adapter for them. */
export const IMPORT_PARAMETERS = 4;
/** Functions that every module has itself: accesses that are not in the busiest regions look through the others first. */
export const ELSEWHERE = ['loadElsewhere', 'storeElsewhere', 'rangeElsewhere'] as const;
export type ElsewhereName = (typeof ELSEWHERE)[number];
/** How many of the four mean something. */
export const USED_PARAMETERS: Readonly<Record<ImportName | ElsewhereName, number>> = {
  loadOutside: 3, storeOutside: 4, rangeOutside: 4, stackLowered: 2, trap: 1, watchLoad: 3, watchStore: 3, loadElsewhere: 3, storeElsewhere: 4, rangeElsewhere: 4,
};
/** Regions that are tried where the access is; the others only behind a call. */
export const INLINE_REGIONS = 2;
