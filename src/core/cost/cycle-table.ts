/**
 * Cycles per multiply-accumulate, by core and class of op. One library class throughout where it is known: int8
 * libraries tuned by vendors (Bosch, Plumerai, X-CUBE-AI), as the closed division of MLPerf Tiny shows them. Its
 * image-classification network fixes the convolution constant, its anomaly detector the dense one; its keyword and
 * visual-wake-words networks only fix depthwise and pointwise together, so both carry that blend, an assumption that the
 * clean rows support (their ratio is about 1 in tuned libraries).
 */
import type { Core } from '../boards/index.ts';

/** Low and high of what the sources show; the estimate takes the middle. */
export type Range = readonly [low: number, high: number];

export type CycleClass = 'convolution' | 'separable' | 'dense';

export interface CycleTable {
  readonly convolution: Range;
  /** Depthwise and 1 x 1 convolutions alike. */
  readonly separable: Range;
  readonly dense: Range;
  /** Library class and rows that the constants come from. */
  readonly source: string;
}

const TUNED = 'vendor-tuned int8 library class';
const MLPERF = 'MLPerf Tiny closed division';

export const cycleTables: Readonly<Record<Core, CycleTable>> = {
  m0plus: { convolution: [7.8, 8.6], separable: [11, 16], dense: [10, 11], source: `${TUNED} (Bosch), ${MLPERF}, STM32G0B1` },
  m3: {
    convolution: [1.7 * 2.5, 2.2 * 3], separable: [2.8 * 2.5, 3.7 * 3], dense: [2.5 * 2.5, 3.4 * 3],
    source: 'Cortex-M4 constants times 2.5 to 3, the ratio of an M3 without SIMD in the TinyMaix benchmark',
  },
  m4: { convolution: [1.7, 2.2], separable: [2.8, 3.7], dense: [2.5, 3.4], source: `${TUNED} (Bosch, Plumerai 1.0, X-CUBE-AI 1.0), ${MLPERF}, STM32L4R5` },
  m7: { convolution: [1.05, 1.13], separable: [1.5, 1.7], dense: [1.4, 2], source: `${TUNED} (Bosch, Plumerai 0.7), ${MLPERF}, STM32F746 and H7A3` },
  m33: { convolution: [1.5, 1.8], separable: [2.4, 2.85], dense: [2.3, 2.94], source: `${TUNED} (Bosch, X-CUBE-AI 1.0), ${MLPERF}, STM32U575` },
  m85: { convolution: [0.33, 0.33], separable: [0.63, 0.86], dense: [0.96, 0.96], source: `${MLPERF} v1.2, EK-RA8D1 with Helium; one submission` },
  lx6: { convolution: [12.2, 12.2], separable: [12.2, 12.2], dense: [12.2, 12.2], source: 'ESP-NN library class, one network (person detection, 380 ms at 240 MHz, taken as 7.49 M MACs)' },
  lx7: { convolution: [0.81, 3.57], separable: [0.81, 5], dense: [1.33, 1.33], source: 'ESP-NN library class, its kernel table for ESP32-S3 (1 x 1: 0.81, 3 x 3: 3.57, depthwise: 5.0)' },
  rv32: { convolution: [9.1, 9.1], separable: [9.1, 9.1], dense: [9.1, 9.1], source: 'ESP-NN library class, one network (person detection, 426 ms at 160 MHz, taken as 7.49 M MACs)' },
};

/** Slow-down where a channel count is not a multiple of four. Source: MicroNets (37.5 against 21.5 ms). */
export const UNALIGNED_PENALTY = 1.7;
