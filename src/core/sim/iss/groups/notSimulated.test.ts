/** What is left out traps with its name, encoding and address, on either engine; encodings by GNU as 2.40. */
import { expect, test } from 'vitest';
import { CODE, machineWith } from '../testing.ts';

test.each([
  ['sg', 'm33', [0xe97f, 0xe97f], 'SG (encoding e97fe97f): TrustZone is not simulated'],
  ['tt r0, r1', 'm33', [0xe841, 0xf000], 'TT (encoding e841f000): TrustZone is not simulated'],
  ['bxns lr', 'm33', [0x4774], 'BXNS (encoding 4774): TrustZone is not simulated'],
  ['vlstm r0', 'm33', [0xec20, 0x0a00], 'VLSTM (encoding ec200a00): TrustZone is not simulated'],
  ['mrc p15, 0, r0, c1, c0, 0', 'm4', [0xee11, 0x0f10], 'MRC (encoding ee110f10): coprocessors are not simulated'],
  ['mcr2 p0, 0, r0, c1, c0, 0', 'm33', [0xfe01, 0x0010], 'MCR2 (encoding fe010010): coprocessors are not simulated'],
  ['cdp p0, 0, c0, c0, c0, 0', 'm3', [0xee00, 0x0000], 'CDP (encoding ee000000): coprocessors are not simulated'],
  ['ldc p0, c0, [r0]', 'm7', [0xed90, 0x0000], 'LDC (encoding ed900000): coprocessors are not simulated'],
  ['vadd.f64 d0, d1, d2', 'm7', [0xee31, 0x0b02], 'VADD.F64 (encoding ee310b02): this Cortex-M7 has no double precision'],
  ['vadd.f64 d0, d17, d2', 'm7dp', [0xee31, 0x0b82], 'VFP.F64 (encoding ee310b82): registers beyond d15'],
  ['vadd.i32 q0, q1, q2', 'm33', [0xef22, 0x0844], 'MVE (encoding ef220844): vectors are not simulated'],
  ['dls lr, r0', 'm33', [0xf040, 0xe001], 'DLS (encoding f040e001): low-overhead loops of Armv8.1-M are not simulated'],
  ['wls lr, r1, 1f', 'm33', [0xf041, 0xc015], 'WLS (encoding f041c015): low-overhead loops'],
  ['le lr, 1b', 'm33', [0xf00f, 0xc807], 'LE (encoding f00fc807): low-overhead loops'],
  ['le 1b', 'm7', [0xf02f, 0xc809], 'LE (encoding f02fc809): low-overhead loops'],
  ['dlstp.64 lr, ip', 'm33', [0xf03c, 0xe001], 'DLSTP (encoding f03ce001): low-overhead loops'],
  ['wlstp.32 lr, r3, 1f', 'm33', [0xf023, 0xc00b], 'WLSTP (encoding f023c00b): low-overhead loops'],
  ['letp lr, 1b', 'm33', [0xf01f, 0xc811], 'LETP (encoding f01fc811): low-overhead loops'],
  ['lctp', 'm33', [0xf00f, 0xe001], 'LCTP (encoding f00fe001): low-overhead loops'],
  ['mrc p15, 0, r0, c1, c0, 0', 'm0plus', [0xee11, 0x0f10], 'MRC (encoding ee110f10): not an instruction of the Cortex-M0+'],
  ['vadd.f32 s0, s1, s2', 'm3', [0xee30, 0x0a81], 'VADD (encoding ee300a81): not an instruction of the Cortex-M3'],
] as const)('%s on %s', (_, core, code, message) => {
  for (const engine of ['interpret', 'translate'] as const) {
    const stop = machineWith(core, [code], { engine }).run(1);
    expect(stop.reason === 'fault' && [stop.fault.kind, stop.fault.pc]).toEqual(['instruction', CODE]);
    expect(stop.reason === 'fault' && stop.fault.message).toContain(message);
    expect(stop.reason === 'fault' && stop.fault.message).toContain('at 0x00000100');
  }
});
