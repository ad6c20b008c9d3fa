/**
 * The cores that generated code is run on: how gcc is told, and which QEMU machine carries the code. Cortex-M0+ code
 * runs on a Cortex-M3, whose instructions include its own. Where flash and RAM begin: Arm's application notes of the
 * MPS2 board.
 */
interface Shape {
  readonly name: string;
  readonly cpu: string;
  /** Its floating-point unit; null where it has none. */
  readonly fpu: string | null;
  readonly machine: string;
  readonly flash: number;
  readonly ram: number;
}

const LOW = { flash: 0, ram: 0x2000_0000 };

export const cores = {
  m0plus: { name: 'm0plus', cpu: 'cortex-m0plus', fpu: null, machine: 'mps2-an385', ...LOW },
  m3: { name: 'm3', cpu: 'cortex-m3', fpu: null, machine: 'mps2-an385', ...LOW },
  m4: { name: 'm4', cpu: 'cortex-m4', fpu: 'fpv4-sp-d16', machine: 'mps2-an386', ...LOW },
  m7: { name: 'm7', cpu: 'cortex-m7', fpu: 'fpv5-sp-d16', machine: 'mps2-an500', ...LOW },
  m7dp: { name: 'm7dp', cpu: 'cortex-m7', fpu: 'fpv5-d16', machine: 'mps2-an500', ...LOW },
  m33: { name: 'm33', cpu: 'cortex-m33', fpu: 'fpv5-sp-d16', machine: 'mps2-an505', flash: 0x1000_0000, ram: 0x3800_0000 },
} as const satisfies Readonly<Record<string, Shape>>;

export type Core = (typeof cores)[keyof typeof cores];
/** Those that kernels are compiled for; double precision concerns other people's code alone. */
export const CORES: readonly Exclude<Core, { readonly name: 'm7dp' }>[] = [cores.m0plus, cores.m3, cores.m4, cores.m7, cores.m33];

/** What gcc must know of the core; without floats in registers, or with them where the core has them. */
export function targetFlags({ cpu, fpu }: Core, float: 'soft' | 'hard' = 'soft'): string[] {
  const floats = float === 'soft' || fpu === null ? ['-mfloat-abi=soft'] : [`-mfpu=${fpu}`, '-mfloat-abi=hard'];
  return [`-mcpu=${cpu}`, '-mthumb', ...floats];
}
