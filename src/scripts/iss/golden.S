/* Runs one random sequence: loads all registers and flags, calls it, stores them again. State: r0 to r12, the status
 * register, and s0 to s31 where there are floats. Only ARMv6-M instructions, so that every core can run it. */
  .syntax unified
  .thumb
  .text
  .global golden_run
  .thumb_func
golden_run:
  push {r4-r7, lr}
  mov r4, r8
  mov r5, r9
  mov r6, r10
  mov r7, r11
  push {r4-r7}
  adds r1, #1
  push {r0}
  push {r1}
#if FLOATS
  mov r2, r0
  adds r2, #56
  vldmia r2, {s0-s31}
#endif
  .irp number, 8, 9, 10, 11, 12
  ldr r2, [r0, #4 * \number]
  mov r\number, r2
  .endr
  ldr r2, =golden_after
  mov lr, r2
  ldr r1, [r0, #52]
#if defined(__ARM_FEATURE_DSP)
  msr APSR_nzcvqg, r1
#else
  msr APSR_nzcvq, r1
#endif
  ldr r1, [r0, #4]
  ldr r2, [r0, #8]
  ldr r3, [r0, #12]
  ldr r4, [r0, #16]
  ldr r5, [r0, #20]
  ldr r6, [r0, #24]
  ldr r7, [r0, #28]
  ldr r0, [r0]
  pop {pc}

  .global golden_after
  .thumb_func
golden_after:
  push {r0}
  ldr r0, [sp, #4]
  str r1, [r0, #4]
  mrs r1, apsr
  str r1, [r0, #52]
  pop {r1}
  str r1, [r0]
  str r2, [r0, #8]
  str r3, [r0, #12]
  str r4, [r0, #16]
  str r5, [r0, #20]
  str r6, [r0, #24]
  str r7, [r0, #28]
  .irp number, 8, 9, 10, 11, 12
  mov r1, r\number
  str r1, [r0, #4 * \number]
  .endr
#if FLOATS
  mov r2, r0
  adds r2, #56
  vstmia r2, {s0-s31}
#endif
  add sp, #4
  pop {r4-r7}
  mov r8, r4
  mov r9, r5
  mov r10, r6
  mov r11, r7
  pop {r4-r7, pc}
  .pool

  .section .rodata
  .balign 4
  .global golden_code
golden_code: .incbin "code.bin"
  .balign 4
  .global golden_offsets
golden_offsets: .incbin "offsets.bin"
  .balign 4
  .global golden_states
golden_states: .incbin "states.bin"
