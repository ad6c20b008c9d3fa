/**
 * Relocations of Thumb code (Arm IHI 0044, "Relocation codes table"; encodings from the Armv7-M manual): the kinds that
 * gcc makes for C without position independence. Any other is refused by name or number.
 */

/** S: the symbol's address without the Thumb bit; thumb: 1 for a Thumb function; place: where the field lies at run time. */
export interface Patch {
  readonly type: number;
  readonly target: number;
  readonly thumb: 0 | 1;
  readonly place: number;
}

const NAMES: Readonly<Record<number, string>> = {
  1: 'R_ARM_PC24', 26: 'R_ARM_GOT_BREL', 27: 'R_ARM_PLT32', 28: 'R_ARM_CALL', 29: 'R_ARM_JUMP24', 41: 'R_ARM_TARGET2', 42: 'R_ARM_PREL31',
  43: 'R_ARM_MOVW_ABS_NC', 44: 'R_ARM_MOVT_ABS', 49: 'R_ARM_THM_MOVW_PREL_NC', 50: 'R_ARM_THM_MOVT_PREL', 51: 'R_ARM_THM_JUMP19', 96: 'R_ARM_GOT_PREL', 102: 'R_ARM_THM_JUMP11', 103: 'R_ARM_THM_JUMP8',
};
const FIELD_BYTES: Readonly<Record<number, number>> = { 0: 0, 2: 4, 3: 4, 10: 4, 30: 4, 38: 4, 40: 0, 47: 4, 48: 4 };
const REACH = 1 << 24;

/** Bytes the field takes, or undefined for a kind that is not linked. */
export const fieldBytes = (type: number): number | undefined => FIELD_BYTES[type];

export const relocationName = (type: number): string => NAMES[type] ?? `relocation ${type}`;

/** Calls and jumps, which may lead nowhere where a weak function is absent. */
export const isBranch = (type: number): boolean => type === 10 || type === 30;

/** Two permanently undefined instructions: a branch to an absent weak function traps, it does not run on. */
export function trap(view: DataView, at: number): void {
  view.setUint16(at, 0xde00, true);
  view.setUint16(at + 2, 0xde00, true);
}

/** Patches the field at `at`. @returns what is wrong, or null */
export function relocate(view: DataView, at: number, { type, target, thumb, place }: Patch): string | null {
  switch (type) {
    case 0: // R_ARM_NONE
    case 40: // R_ARM_V4BX: BX is at home
      return null;
    case 2: // R_ARM_ABS32
    case 38: // R_ARM_TARGET1, absolute on bare metal
      view.setUint32(at, (view.getUint32(at, true) + target) | thumb, true);
      return null;
    case 3: // R_ARM_REL32
      view.setUint32(at, ((view.getUint32(at, true) + target) | thumb) - place, true);
      return null;
    case 10: // R_ARM_THM_CALL
    case 30: // R_ARM_THM_JUMP24
      return branch(view, at, (branchAddend(view, at) + target - place) | 0, thumb);
    case 47: // R_ARM_THM_MOVW_ABS_NC
    case 48: // R_ARM_THM_MOVT_ABS
      moveHalf(view, at, type === 47 ? (target + halfAddend(view, at)) | thumb : (target + halfAddend(view, at)) >>> 16);
      return null;
    default:
      return `${relocationName(type)} is not linked`;
  }
}

/** BL and B.W: S, imm10; J1, J2, imm11, where I1 = not (J1 xor S) and I2 = not (J2 xor S). */
function branchAddend(view: DataView, at: number): number {
  const [high, low] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
  const sign = (high >> 10) & 1;
  const [i1, i2] = [1 ^ ((low >> 13) & 1) ^ sign, 1 ^ ((low >> 11) & 1) ^ sign];
  return (((sign << 24) | (i1 << 23) | (i2 << 22) | ((high & 0x3ff) << 12) | ((low & 0x7ff) << 1)) << 7) >> 7;
}

function branch(view: DataView, at: number, distance: number, thumb: 0 | 1): string | null {
  if (thumb === 0 && (view.getUint16(at + 2, true) & 0x4000) !== 0) return 'is a call of something that is no Thumb function';
  if (distance < -REACH || distance >= REACH) return `reaches ${distance} bytes, a branch 16 MiB`;
  const [high, low] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
  const sign = distance < 0 ? 1 : 0;
  const [j1, j2] = [1 ^ ((distance >> 23) & 1) ^ sign, 1 ^ ((distance >> 22) & 1) ^ sign];
  view.setUint16(at, (high & 0xf800) | (sign << 10) | ((distance >> 12) & 0x3ff), true);
  view.setUint16(at + 2, (low & 0xd000) | (j1 << 13) | (j2 << 11) | ((distance >> 1) & 0x7ff), true);
  return null;
}

/** MOVW and MOVT: imm4, i; imm3, imm8. */
function halfAddend(view: DataView, at: number): number {
  const [high, low] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
  return ((((high & 15) << 12) | (((high >> 10) & 1) << 11) | (((low >> 12) & 7) << 8) | (low & 255)) << 16) >> 16;
}

function moveHalf(view: DataView, at: number, value: number): void {
  const [high, low] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
  view.setUint16(at, (high & 0xfbf0) | ((value >> 12) & 15) | (((value >> 11) & 1) << 10), true);
  view.setUint16(at + 2, (low & 0x8f00) | (((value >> 8) & 7) << 12) | (value & 255), true);
}
