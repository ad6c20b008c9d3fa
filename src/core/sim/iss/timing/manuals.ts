/**
 * What the cores' manuals say an instruction takes, row by row, for the tests of the tables: text, encoding (GNU as 2.40),
 * cycles in all. Where the manual prints a range or a letter, the middle that cycleTables.ts chose: P is 2, division 7.
 */

/** Text, encodings one after another, cycles; `taken`: the branch is. */
export type Row = readonly [text: string, code: string, cycles: number, branch?: 'taken'];

/** Cortex-M0+ TRM, DDI 0484C, table 3-1, all rows but SVC and BKPT, which give none. MULS: the fast multiplier. */
export const M0PLUS: readonly Row[] = [
  ['movs r0, #1', '2001', 1], ['movs r0, r1', '0008', 1], ['mov r8, r1', '4688', 1], ['mov pc, r1', '468f', 2, 'taken'], ['adds r0, r1, #3', '1cc8', 1],
  ['adds r0, r1, r2', '1888', 1], ['add r8, r1', '4488', 1], ['add pc, r1', '448f', 2, 'taken'], ['adds r0, #200', '30c8', 1], ['adcs r0, r1', '4148', 1],
  ['add sp, #16', 'b004', 1], ['add r0, sp, #16', 'a804', 1], ['adr r0, .+8', 'a001', 1], ['subs r0, r1, r2', '1a88', 1], ['subs r0, r1, #3', '1ec8', 1],
  ['subs r0, #200', '38c8', 1], ['sbcs r0, r1', '4188', 1], ['sub sp, #16', 'b084', 1], ['rsbs r0, r1, #0', '4248', 1], ['muls r0, r1, r0', '4348', 1],
  ['cmp r0, r1', '4288', 1], ['cmn r0, r1', '42c8', 1], ['cmp r0, #1', '2801', 1], ['ands r0, r1', '4008', 1], ['eors r0, r1', '4048', 1],
  ['orrs r0, r1', '4308', 1], ['bics r0, r1', '4388', 1], ['mvns r0, r1', '43c8', 1], ['tst r0, r1', '4208', 1], ['lsls r0, r1, #3', '00c8', 1],
  ['lsls r0, r1', '4088', 1], ['lsrs r0, r1, #3', '08c8', 1], ['lsrs r0, r1', '40c8', 1], ['asrs r0, r1, #3', '10c8', 1], ['asrs r0, r1', '4108', 1],
  ['rors r0, r1', '41c8', 1], ['ldr r0, [r1, #4]', '6848', 2], ['ldrh r0, [r1, #4]', '8888', 2], ['ldrb r0, [r1, #4]', '7908', 2],
  ['ldr r0, [r1, r2]', '5888', 2], ['ldrh r0, [r1, r2]', '5a88', 2], ['ldrsh r0, [r1, r2]', '5e88', 2], ['ldrb r0, [r1, r2]', '5c88', 2],
  ['ldrsb r0, [r1, r2]', '5688', 2], ['ldr r0, [pc, #8]', '4802', 2], ['ldr r0, [sp, #8]', '9802', 2], ['ldm r1!, {r0, r2, r3}', 'c90d', 4],
  ['ldm r1, {r0, r1, r2}', 'c907', 4], ['str r0, [r1, #4]', '6048', 2], ['strh r0, [r1, #4]', '8088', 2], ['strb r0, [r1, #4]', '7108', 2],
  ['str r0, [r1, r2]', '5088', 2], ['strh r0, [r1, r2]', '5288', 2], ['strb r0, [r1, r2]', '5488', 2], ['str r0, [sp, #8]', '9002', 2],
  ['stm r1!, {r0, r2, r3}', 'c10d', 4], ['push {r0, r1, r2, r3}', 'b40f', 5], ['push {r0, r1, r2, lr}', 'b507', 5], ['pop {r0, r1, r2, r3}', 'bc0f', 5],
  ['pop {r0, r1, r2, pc}', 'bd07', 7, 'taken'], ['beq .+8', 'd002', 1], ['beq .+8', 'd002', 2, 'taken'], ['b .+8', 'e002', 2, 'taken'],
  ['bl .+8', 'f000f802', 3, 'taken'], ['bx lr', '4770', 2, 'taken'], ['blx r1', '4788', 2, 'taken'], ['sxth r0, r1', 'b208', 1], ['sxtb r0, r1', 'b248', 1],
  ['uxth r0, r1', 'b288', 1], ['uxtb r0, r1', 'b2c8', 1], ['rev r0, r1', 'ba08', 1], ['rev16 r0, r1', 'ba48', 1], ['revsh r0, r1', 'bac8', 1],
  ['cpsid i', 'b672', 1], ['cpsie i', 'b662', 1], ['mrs r0, primask', 'f3ef8010', 3], ['msr primask, r0', 'f3808810', 3], ['sev', 'bf40', 1],
  ['wfe', 'bf20', 2], ['yield', 'bf10', 1], ['nop', '46c0', 1], ['isb', 'f3bf8f6f', 3], ['dmb', 'f3bf8f5f', 3], ['dsb', 'f3bf8f4f', 3],
];

/** Rows that Cortex-M3 TRM (DDI 0337, table 3-1 and 18-1) and Cortex-M4 TRM (DDI 0439, table 3-1) have in common; LDR PC, TBB and TBH by the notes under them ("at least"). */
export const ARMV7M: readonly Row[] = [
  ['mov r0, r1', '4608', 1], ['movw r0, #1000', 'f24030e8', 1], ['movt r0, #1000', 'f2c030e8', 1], ['mov pc, r1', '468f', 3, 'taken'],
  ['add r0, r1, r2', 'eb010002', 1], ['add.w r0, r1, r2, lsl #2', 'eb010082', 1], ['adc.w r0, r1, r2', 'eb410002', 1], ['addw r0, r1, #1000', 'f20130e8', 1],
  ['adr.w r0, .+8', 'f20f0004', 1], ['sub.w r0, r1, r2', 'eba10002', 1], ['sbc.w r0, r1, r2', 'eb610002', 1], ['rsb.w r0, r1, r2', 'ebc10002', 1],
  ['cmp.w r0, r1', 'ebb00f01', 1], ['cmn.w r0, #1', 'f1100f01', 1], ['tst.w r0, r1', 'ea100f01', 1], ['teq r0, r1', 'ea900f01', 1],
  ['and.w r0, r1, r2', 'ea010002', 1], ['eor.w r0, r1, r2', 'ea810002', 1], ['orr.w r0, r1, r2', 'ea410002', 1], ['orn r0, r1, r2', 'ea610002', 1],
  ['bic.w r0, r1, r2', 'ea210002', 1], ['mvn.w r0, r1', 'ea6f0001', 1], ['lsl.w r0, r1, #3', 'ea4f00c1', 1], ['lsl.w r0, r1, r2', 'fa01f002', 1],
  ['lsr.w r0, r1, #3', 'ea4f00d1', 1], ['asr.w r0, r1, r2', 'fa41f002', 1], ['ror.w r0, r1, r2', 'fa61f002', 1], ['rrx r0, r1', 'ea4f0031', 1],
  ['clz r0, r1', 'fab1f081', 1], ['ssat r0, #8, r1', 'f3010007', 1], ['usat r0, #8, r1', 'f3810008', 1], ['ldr r0, [r1, #4]', '6848', 2],
  ['ldrh r0, [r1, r2]', '5a88', 2], ['ldrb.w r0, [r1, #200]', 'f89100c8', 2], ['ldrsh.w r0, [r1, #4]', 'f9b10004', 2],
  ['ldrsb.w r0, [r1, r2, lsl #1]', 'f9110012', 2], ['ldrt r0, [r1, #4]', 'f8510e04', 2], ['ldr r0, [pc, #8]', '4802', 2], ['ldr r0, [r1], #4', 'f8510b04', 2],
  ['ldr pc, [r1, #4]', 'f8d1f004', 5, 'taken'], ['ldrd r0, r1, [r2]', 'e9d20100', 3], ['ldm r1, {r2, r3, r4}', 'e891001c', 4],
  ['ldm.w sp, {r2, r3, pc}', 'e89d800c', 6, 'taken'], ['str r0, [r1, #4]', '6048', 1], ['strh.w r0, [r1, #200]', 'f8a100c8', 1],
  ['strb r0, [r1, #4]', '7108', 1], ['str r0, [r1, r2]', '5088', 2], ['strb.w r0, [r1, r2, lsl #1]', 'f8010012', 2], ['str r0, [r1], #4', 'f8410b04', 1],
  ['strd r0, r1, [r2]', 'e9c20100', 3], ['stm r1!, {r2, r3, r4}', 'c11c', 4], ['push {r0, r1, r2}', 'b407', 4], ['push {r0, r1, lr}', 'b503', 4],
  ['pop {r0, r1, r2}', 'bc07', 4], ['pop {r0, r1, pc}', 'bd03', 6, 'taken'], ['ldrex r0, [r1]', 'e8510f00', 2], ['ldrexb r0, [r1]', 'e8d10f4f', 2],
  ['strex r0, r2, [r1]', 'e8412000', 2], ['strexh r0, r2, [r1]', 'e8c12f50', 2], ['clrex', 'f3bf8f2f', 1], ['beq .+8', 'd002', 1],
  ['beq .+8', 'd002', 3, 'taken'], ['b .+8', 'e002', 3, 'taken'], ['bl .+8', 'f000f802', 3, 'taken'], ['bx lr', '4770', 3, 'taken'],
  ['blx r1', '4788', 3, 'taken'], ['cbz r0, .+8', 'b110', 1], ['cbz r0, .+8', 'b110', 3, 'taken'], ['cbnz r0, .+8', 'b910', 3, 'taken'],
  ['tbb [r0, r1]', 'e8d0f001', 6, 'taken'], ['tbh [r0, r1, lsl #1]', 'e8d0f011', 6, 'taken'], ['it eq; moveq r0, r1', 'bf08 4608', 1], ['cpsid i', 'b672', 1],
  ['mrs r0, apsr', 'f3ef8000', 1], ['msr basepri, r0', 'f3808811', 1], ['sxth r0, r1', 'b208', 1], ['uxtb.w r0, r1, ror #8', 'fa5ff091', 1],
  ['ubfx r0, r1, #3, #4', 'f3c100c3', 1], ['sbfx r0, r1, #3, #4', 'f34100c3', 1], ['bfi r0, r1, #3, #4', 'f36100c6', 1], ['bfc r0, #3, #4', 'f36f00c6', 1],
  ['rev r0, r1', 'ba08', 1], ['rev16.w r0, r1', 'fa91f091', 1], ['revsh r0, r1', 'bac8', 1], ['rbit r0, r1', 'fa91f0a1', 1], ['nop', 'bf00', 1],
  ['sev', 'bf40', 1], ['dsb', 'f3bf8f4f', 1], ['isb', 'f3bf8f6f', 1], ['udiv r0, r1, r2', 'fbb1f0f2', 7], ['sdiv r0, r1, r2', 'fb91f0f2', 7],
  ['mul r0, r1, r2', 'fb01f002', 1],
];

/** Cortex-M3: 2; 3 to 5; 4 to 7. */
export const M3_PRODUCTS: readonly Row[] = [
  ['mla r0, r1, r2, r3', 'fb013002', 2], ['mls r0, r1, r2, r3', 'fb013012', 2], ['smull r0, r1, r2, r3', 'fb820103', 4],
  ['umull r0, r1, r2, r3', 'fba20103', 4], ['smlal r0, r1, r2, r3', 'fbc20103', 5], ['umlal r0, r1, r2, r3', 'fbe20103', 5],
];

/** Cortex-M4: one cycle each, and so all of table 3-2 (DSP). */
export const M4_PRODUCTS: readonly Row[] = [
  ['mla r0, r1, r2, r3', 'fb013002', 1], ['mls r0, r1, r2, r3', 'fb013012', 1], ['smull r0, r1, r2, r3', 'fb820103', 1],
  ['umull r0, r1, r2, r3', 'fba20103', 1], ['smlal r0, r1, r2, r3', 'fbc20103', 1], ['umlal r0, r1, r2, r3', 'fbe20103', 1],
  ['smulbt r0, r1, r2', 'fb11f012', 1], ['smlabb r0, r1, r2, r3', 'fb113002', 1], ['smulwb r0, r1, r2', 'fb31f002', 1],
  ['smlawt r0, r1, r2, r3', 'fb313012', 1], ['smuad r0, r1, r2', 'fb21f002', 1], ['smusdx r0, r1, r2', 'fb41f012', 1], ['smlad r0, r1, r2, r3', 'fb213002', 1],
  ['smlsd r0, r1, r2, r3', 'fb413002', 1], ['smlald r0, r1, r2, r3', 'fbc201c3', 1], ['smlsld r0, r1, r2, r3', 'fbd201c3', 1],
  ['smlaltb r0, r1, r2, r3', 'fbc201a3', 1], ['smmul r0, r1, r2', 'fb51f002', 1], ['smmla r0, r1, r2, r3', 'fb513002', 1],
  ['smmls r0, r1, r2, r3', 'fb613002', 1], ['umaal r0, r1, r2, r3', 'fbe20163', 1], ['usad8 r0, r1, r2', 'fb71f002', 1],
  ['usada8 r0, r1, r2, r3', 'fb713002', 1], ['qadd r0, r1, r2', 'fa82f081', 1], ['qdsub r0, r1, r2', 'fa82f0b1', 1], ['qadd8 r0, r1, r2', 'fa81f012', 1],
  ['uqsub16 r0, r1, r2', 'fad1f052', 1], ['sadd16 r0, r1, r2', 'fa91f002', 1], ['shadd8 r0, r1, r2', 'fa81f022', 1], ['uasx r0, r1, r2', 'faa1f042', 1],
  ['uhsax r0, r1, r2', 'fae1f062', 1], ['sel r0, r1, r2', 'faa1f082', 1], ['pkhbt r0, r1, r2, lsl #16', 'eac14002', 1],
  ['pkhtb r0, r1, r2, asr #16', 'eac14022', 1], ['sxtb16 r0, r1', 'fa2ff081', 1], ['uxtab16 r0, r1, r2', 'fa31f082', 1], ['sxtah r0, r1, r2', 'fa01f082', 1],
  ['ssat16 r0, #8, r1', 'f3210007', 1], ['usat16 r0, #8, r1', 'f3a10008', 1],
];

/** Cortex-M4 TRM, table 7-1. */
export const M4_FLOAT: readonly Row[] = [
  ['vabs.f32 s0, s1', 'eeb00ae0', 1], ['vadd.f32 s0, s1, s2', 'ee300a81', 1], ['vsub.f32 s0, s1, s2', 'ee300ac1', 1], ['vcmp.f32 s0, s1', 'eeb40a60', 1],
  ['vcmpe.f32 s0, #0', 'eeb50ac0', 1], ['vcvt.s32.f32 s0, s1', 'eebd0ae0', 1], ['vcvt.f32.u32 s0, s1', 'eeb80a60', 1],
  ['vcvt.f32.s32 s0, s0, #8', 'eeba0acc', 1], ['vdiv.f32 s0, s1, s2', 'ee800a81', 14], ['vldr s0, [r0]', 'ed900a00', 2], ['vldr d0, [r0]', 'ed900b00', 3],
  ['vldm r0, {s0-s3}', 'ec900a04', 5], ['vldm r0, {d0-d1}', 'ec900b04', 5], ['vmla.f32 s0, s1, s2', 'ee000a81', 3], ['vmls.f32 s0, s1, s2', 'ee000ac1', 3],
  ['vnmla.f32 s0, s1, s2', 'ee100ac1', 3], ['vnmls.f32 s0, s1, s2', 'ee100a81', 3], ['vfma.f32 s0, s1, s2', 'eea00a81', 3],
  ['vfms.f32 s0, s1, s2', 'eea00ac1', 3], ['vfnma.f32 s0, s1, s2', 'ee900ac1', 3], ['vmov.f32 s0, #1.0', 'eeb70a00', 1], ['vmov.f32 s0, s1', 'eeb00a60', 1],
  ['vmov s0, r0', 'ee000a10', 1], ['vmov r0, s0', 'ee100a10', 1], ['vmov s0, s1, r0, r1', 'ec410a10', 2], ['vmov r0, r1, d0', 'ec510b10', 2],
  ['vmrs r0, fpscr', 'eef10a10', 1], ['vmsr fpscr, r0', 'eee10a10', 1], ['vmul.f32 s0, s1, s2', 'ee200a81', 1], ['vnmul.f32 s0, s1, s2', 'ee200ac1', 1],
  ['vneg.f32 s0, s1', 'eeb10a60', 1], ['vpush {s0-s3}', 'ed2d0a04', 5], ['vpop {s0-s3}', 'ecbd0a04', 5], ['vsqrt.f32 s0, s1', 'eeb10ae0', 14],
  ['vstr s0, [r0]', 'ed800a00', 2], ['vstr d0, [r0]', 'ed800b00', 3], ['vstm r0, {s0-s3}', 'ec800a04', 5],
];

/** "Load/store timings", section 3.3.2 of both manuals: its examples, and one for each of its rules. */
export const PAIRS: readonly Row[] = [
  ['ldr r0, [r1]; ldr r1, [r2]', '6808 6811', 3], ['ldr r0, [r1, r2]; str r0, [r3, #20]', '5888 6158', 3],
  ['ldr r0, [r1, r2]; str r1, [r3, r2]', '5888 5099', 3], ['ldr r0, [r1, r5]; ldr r1, [r2]; ldr r2, [r3, #4]', '5948 6811 685a', 4],
  ['ldr r0, [r1]; ldr r2, [r0]', '6808 6802', 4], ['str r0, [r1, r2]; ldr r3, [r4]', '5088 6823', 4], ['str r0, [r1, #4]; ldr r3, [r4]', '6048 6823', 3],
  ['ldr r0, [r1]; ldrd r2, r3, [r4]', '6808 e9d42300', 5], ['ldm r0, {r1, r2, r3}; ldr r4, [r5]', 'e890000e 682c', 6],
  ['add r0, r1; ldr r2, [r0]', '4408 6802', 4], ['ldr r0, [r1]; strex r2, r3, [r4]', '6808 e8443200', 3], ['ldr r0, [r1]; add r0, r2', '6808 4410', 3],
];

/** Note under table 7-1: one cycle longer if the result is consumed by the following instruction. */
export const FLOAT_PAIRS: readonly Row[] = [
  ['vadd.f32 s0, s1, s2; vadd.f32 s3, s4, s5', 'ee300a81 ee721a22', 2], ['vadd.f32 s0, s1, s2; vadd.f32 s3, s0, s5', 'ee300a81 ee701a22', 3],
  ['vmul.f32 s0, s1, s2; vstr s0, [r0]', 'ee200a81 ed800a00', 4], ['vdiv.f32 s0, s1, s2; vadd.f32 s3, s0, s1', 'ee800a81 ee701a20', 16],
];

/** Cortex-M7: cycle at which each instruction issues, as llvm-mca 14 (-mcpu=cortex-m7, one iteration, timeline) has it. */
export const M7_ISSUE: readonly (readonly [text: string, code: string, issue: readonly number[]])[] = [
  ['ldr r1, [r0]; add r2, r1, #1', '6801 f1010201', [0, 1]],
  ['ldrb r1, [r0]; add r2, r1, #1', '7801 f1010201', [0, 2]],
  ['add r1, r1, #4; ldr r2, [r1]', 'f1010104 680a', [0, 2]],
  ['ldr r1, [r0]; ldr r2, [r1]', '6801 680a', [0, 2]],
  ['ldr r1, [r0]; ldr r2, [r0, #4]; ldr r3, [r0, #8]', '6801 6842 6883', [0, 0, 1]],
  ['add r1, r2, #1; str r1, [r0]; add r3, r2, #1', 'f1020101 6001 f1020301', [0, 0, 1]],
  ['ldr r1, [r0]; str r2, [r3]; add r4, r4, #1', '6801 601a f1040401', [0, 0, 1]],
  ['add r0, r0, #1; add r0, r0, #1; add r0, r0, #1', 'f1000001 f1000001 f1000001', [0, 1, 2]],
  ['add r0, r0, #1; add r1, r1, #1; add r2, r2, #1; add r3, r3, #1', 'f1000001 f1010101 f1020201 f1030301', [0, 0, 1, 1]],
  ['mul r1, r0, r2; add r2, r1, #1', 'fb00f102 f1010201', [0, 2]],
  ['mul r0, r6, r7; mul r1, r6, r7; mul r2, r6, r7', 'fb06f007 fb06f107 fb06f207', [0, 1, 2]],
  ['mla r0, r1, r2, r0; mla r0, r3, r4, r0', 'fb010002 fb030004', [0, 1]],
  ['smlad r0, r1, r2, r0; smlad r0, r3, r4, r0; smlad r0, r1, r2, r0', 'fb210002 fb230004 fb210002', [0, 1, 2]],
  ['ldr r1, [r0]; ldr r2, [r3]; smlad r4, r1, r2, r4', '6801 681a fb214402', [0, 0, 1]],
  ['ldr r1, [r0]; sxtb16 r2, r1; sxtb16 r3, r1, ror #8; smlad r4, r2, r5, r4; smlad r4, r3, r6, r4', '6801 fa2ff281 fa2ff391 fb224405 fb234406', [0, 1, 2, 2, 3]],
  ['smull r0, r1, r2, r3; add r4, r0, #1', 'fb820103 f1000401', [0, 2]],
  ['ssat r1, #8, r0; add r2, r1, #1', 'f3000107 f1010201', [0, 2]],
  ['uxtb r1, r0; uxtb r2, r0; add r3, r3, #1', 'b2c1 b2c2 f1030301', [0, 1, 1]],
  ['qadd r1, r2, r3; add r4, r1, #1', 'fa83f182 f1010401', [0, 2]],
  ['sdiv r1, r2, r3; add r4, r4, #1; add r5, r1, #1', 'fb92f1f3 f1040401 f1010501', [0, 6, 6]],
  ['cmp r0, #1; add r1, r1, #1; add r2, r2, #1', '2801 f1010101 f1020201', [0, 0, 1]],
  ['ldrd r1, r2, [r0]; add r3, r1, #1; add r4, r2, #1', 'e9d01200 f1010301 f1020401', [0, 1, 1]],
  ['vadd.f32 s0, s1, s2; vadd.f32 s3, s0, s0', 'ee300a81 ee701a00', [0, 3]],
  ['vmla.f32 s0, s1, s2; vmla.f32 s0, s3, s4; vadd.f32 s5, s0, s0', 'ee000a81 ee010a82 ee702a00', [0, 3, 9]],
  ['vldr s0, [r0]; vadd.f32 s1, s0, s0', 'ed900a00 ee700a00', [0, 1]],
];
