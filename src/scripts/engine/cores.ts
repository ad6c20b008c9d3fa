/**
 * The cores that instructions are counted on: how the compiler is told, and which QEMU machine carries the code.
 * Floating point is off everywhere; the kernels use none. Cortex-M0+ code runs on a Cortex-M3, whose instructions
 * include its own. Memory maps: Arm's application notes of the MPS2 board.
 */
export interface Core {
  readonly name: string;
  readonly cpu: string;
  readonly machine: string;
  readonly flash: string;
  readonly ram: string;
}

const LOW = { flash: '0', ram: '0x20000000' };

export const CORES: readonly Core[] = [
  { name: 'm0plus', cpu: 'cortex-m0plus', machine: 'mps2-an385', ...LOW },
  { name: 'm3', cpu: 'cortex-m3', machine: 'mps2-an385', ...LOW },
  { name: 'm4', cpu: 'cortex-m4', machine: 'mps2-an386', ...LOW },
  { name: 'm7', cpu: 'cortex-m7', machine: 'mps2-an500', ...LOW },
  { name: 'm33', cpu: 'cortex-m33', machine: 'mps2-an505', flash: '0x10000000', ram: '0x38000000' },
];

export const compileFlags = ({ cpu }: Core): string[] => [`-mcpu=${cpu}`, '-mthumb', '-mfloat-abi=soft', '-std=c99', '-fno-common', '-ffunction-sections'];

/** Optimisation by file; what is not named is compiled at -O2. */
export const OPTIMISATION: Readonly<Record<string, string>> = {};
