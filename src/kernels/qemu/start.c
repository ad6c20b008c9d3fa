/* Just enough start-up for a Cortex-M image under QEMU: vectors, data and bss, output and exit by semihosting. */
#include "start.h"

#include <stdint.h>

extern uint32_t __stack_top, __data_load, __data_start, __data_end, __bss_start, __bss_end;
extern int main(void);

static int semihosting(int operation, const void *argument)
{
  register int r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

void write_text(const char *text)
{
  semihosting(0x04, text); /* SYS_WRITE0 */
}

static void leave(int code)
{
  const uint32_t block[2] = { 0x20026, (uint32_t)code };
  semihosting(0x20, block); /* SYS_EXIT_EXTENDED */
  for (;;) { }
}

void reset_handler(void)
{
#if defined(__ARM_FP)
  *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20; /* CPACR: the floating-point unit may be used */
  __asm__ volatile("dsb\n isb");
#endif
  const uint32_t *from = &__data_load;
  for (uint32_t *to = &__data_start; to < &__data_end;) *to++ = *from++;
  for (uint32_t *to = &__bss_start; to < &__bss_end;) *to++ = 0;
  leave(main());
}

void fault_handler(void)
{
  write_text("FAULT\n");
  leave(99);
}

__attribute__((section(".vectors"), used)) void *const vectors[16] = {
  &__stack_top, (void *)reset_handler, (void *)fault_handler, (void *)fault_handler, (void *)fault_handler,
  (void *)fault_handler, (void *)fault_handler, 0, 0, 0, 0, (void *)fault_handler, (void *)fault_handler, 0,
  (void *)fault_handler, (void *)fault_handler };
