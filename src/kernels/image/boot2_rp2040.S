/* Second stage of the RP2040's boot (datasheet 2.8.1.3, 4.10): the boot ROM copies the first 256 bytes of flash to
 * RAM and runs them. Sets the flash interface up for execution in place by the serial read command 03h, which every
 * flash chip knows, at a quarter of the system clock, then starts the image behind it. The last 4 bytes, a checksum,
 * are put in when the image is linked. Not tried on the chip here. */
    .syntax unified
    .cpu cortex-m0plus
    .thumb
    .section .boot2, "a", %progbits
    .global thimble_boot2
    .type thimble_boot2, %function
    .thumb_func
thimble_boot2:
    ldr r3, =0x18000000     /* XIP_SSI */
    movs r0, #0
    str r0, [r3, #0x08]     /* SSIENR: off while it changes */
    movs r0, #4
    str r0, [r3, #0x14]     /* BAUDR: clk_sys / 4 */
    ldr r0, =0x001f0300     /* 32-bit frames, one data line, EEPROM-read mode */
    str r0, [r3, #0x00]     /* CTRLR0 */
    movs r0, #0
    str r0, [r3, #0x04]     /* CTRLR1: one frame a read */
    ldr r0, =0x03000218     /* command 03h, 8 bits of it, 24 bits of address, one data line each */
    movs r1, #0xf4
    str r0, [r3, r1]        /* SPI_CTRLR0 */
    movs r0, #1
    str r0, [r3, #0x08]     /* SSIENR: on */
    ldr r0, =0x10000100     /* the image's vector table */
    ldr r1, =0xe000ed08     /* VTOR */
    str r0, [r1]
    ldmia r0!, {r1, r2}
    msr msp, r1
    bx r2
    .ltorg
    .org thimble_boot2 + 256, 0
    .size thimble_boot2, 256
