/* Start-up of a firmware image on any Cortex-M, and its voice: semihosting (Arm IHI 0020, "BKPT 0xAB") where a
 * debugger or an emulator listens. On a bare board the first BKPT becomes a HardFault; the handler sees what it was,
 * steps over it and keeps quiet from then on, so that the same image runs anywhere. Clocks stay as reset leaves them,
 * interrupts stay off, and the FPU stays off too: nothing here computes in floating point. */
#include "image.h"

extern uint32_t thimble_data_load[], thimble_data_start[], thimble_data_end[];
extern uint32_t thimble_bss_start[], thimble_bss_end[];
extern uint32_t thimble_stack_bottom[], thimble_stack_top[];
extern const uint8_t thimble_flash_start[], thimble_flash_end[];
extern void *const thimble_vectors[16];

enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20, APPLICATION_EXIT = 0x20026, BKPT_SEMIHOSTING = 0xbeab };
enum { STACK_PAINT = 0x5ac35ac3 };

static volatile uint32_t host_is_silent;

static void semihosting(int operation, const void *argument)
{
  register int r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  if (!host_is_silent) __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void thimble_say(const char *text)
{
  semihosting(SYS_WRITE0, text);
}

void thimble_exit(int code)
{
  const uint32_t block[2] = { APPLICATION_EXIT, (uint32_t)code };
  semihosting(SYS_EXIT_EXTENDED, block);
  for (;;) __asm__ volatile("wfi");
}

uint32_t thimble_stack_used(void)
{
  const uint32_t *at = thimble_stack_bottom;
  while (at < thimble_stack_top && *at == STACK_PAINT) at++;
  return (uint32_t)((const uint8_t *)thimble_stack_top - (const uint8_t *)at);
}

/* The part of start-up that may use the stack. */
__attribute__((used)) static void start(void)
{
  const uint32_t *from = thimble_data_load;
  for (uint32_t *to = thimble_data_start; to < thimble_data_end;) *to++ = *from++;
  for (uint32_t *to = thimble_bss_start; to < thimble_bss_end;) *to++ = 0;
  uint32_t *here;
  __asm__ volatile("mov %0, sp" : "=r"(here));
  for (uint32_t *at = thimble_stack_bottom; at < here; at++) *at = STACK_PAINT;
  thimble_main();
}

/* Boot loaders leave their own stack, table and interrupts behind: take our own first. Cortex-M0 has no table
 * register and ignores the write. */
__attribute__((naked)) void thimble_reset(void)
{
  __asm__ volatile(
    "cpsid i\n"
    "ldr r0, =thimble_vectors\n"
    "ldr r1, =0xe000ed08\n" /* VTOR */
    "str r0, [r1]\n"
    "ldr r0, [r0]\n"
    "msr msp, r0\n"
    "bl %c0\n"
    "b .\n"
    ".ltorg" :: "i"(start));
}

/* frame: r0-r3, r12, lr, pc, psr as the exception entry pushed them. A fault before anybody was heard leaves its mark in
 * thimble_result and locks the core up in its own BKPT, which is harmless too. */
__attribute__((used)) static void fault(uint32_t *frame)
{
  const uint8_t *at = (const uint8_t *)(uintptr_t)frame[6];
  if (at >= thimble_flash_start && at < thimble_flash_end && *(const uint16_t *)(const void *)at == BKPT_SEMIHOSTING) {
    host_is_silent = 1;
    frame[6] += 2;
    return;
  }
  thimble_result.state = THIMBLE_FAULT;
  thimble_say("thimble: FAULT\n");
  thimble_exit(99);
}

__attribute__((naked)) static void hard_fault(void)
{
  __asm__ volatile("mrs r0, msp\nldr r1, =%c0\nbx r1\n.ltorg" :: "i"(fault));
}

__attribute__((section(".vectors"), used)) void *const thimble_vectors[16] = {
  thimble_stack_top, (void *)thimble_reset, (void *)hard_fault, (void *)hard_fault, (void *)hard_fault, (void *)hard_fault,
  (void *)hard_fault, (void *)hard_fault, 0, 0, 0, (void *)hard_fault, (void *)hard_fault, 0, (void *)hard_fault, (void *)hard_fault };
