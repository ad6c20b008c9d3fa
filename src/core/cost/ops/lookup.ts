/** Lookup: no arithmetic; its table of one byte per int8 value lies in flash. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const lookupCost = (): OpCost => ({ ...NO_COST, tableBytes: 256 });
