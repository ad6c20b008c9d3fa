/** A function of one int8 as its 256 values: what every lookup is made of. */
import { clamp } from '../../fixedPoint.ts';
import { TABLE_ENTRIES } from '../../int8Net.ts';

/** @param value of an int8; clamped to int8 here */
export const tabulate = (value: (q: number) => number): Int8Array => Int8Array.from({ length: TABLE_ENTRIES }, (_, i) => clamp(value(i - 128), -128, 127));
