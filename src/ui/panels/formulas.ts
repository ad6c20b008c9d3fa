/** The three formulas in print for peak SRAM before a network is compiled, by whose they are (core/memory tells what each counts). */
import type { Recipe } from '../../engine/index.ts';

export const FORMULAS: Readonly<Record<Recipe['memoryModel'], string>> = { A: 'MCUNet’s profiler', B: 'MCUNetV2', C: 'TinyEngine' };
