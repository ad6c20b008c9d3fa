/** Every instruction the simulator knows, by group; the last only by name. */
import type { Row } from '../decode/pattern.ts';
import { branches } from './branches.ts';
import { dataProcessing16 } from './dataProcessing16.ts';
import { dataProcessing32 } from './dataProcessing32.ts';
import { floatingPoint } from './floatingPoint.ts';
import { loadStore } from './loadStore.ts';
import { loadStoreMultiple } from './loadStoreMultiple.ts';
import { miscellaneous32 } from './miscellaneous32.ts';
import { multiply } from './multiply.ts';
import { notSimulated } from './notSimulated.ts';
import { parallel } from './parallel.ts';

export const ROWS: readonly Row[] = [...dataProcessing16, ...branches, ...loadStore, ...loadStoreMultiple, ...dataProcessing32, ...miscellaneous32, ...multiply, ...parallel, ...floatingPoint, ...notSimulated];
