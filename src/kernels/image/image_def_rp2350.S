/* The block by which the RP2350's boot ROM knows an image (datasheet 5.9.5.1): executable, secure, Arm; a loop of one
 * block. It must lie in the first 4 KiB of flash. Not tried on the chip here. */
    .section .image_def, "a", %progbits
    .global thimble_image_def
    .type thimble_image_def, %object
    .balign 4
thimble_image_def:
    .word 0xffffded3        /* start */
    .word 0x10210142        /* item: image type, one word */
    .word 0x000001ff        /* last item; one word before it */
    .word 0                 /* next block: this one */
    .word 0xab123579        /* end */
    .size thimble_image_def, 20
