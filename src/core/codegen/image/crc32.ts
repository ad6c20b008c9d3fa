/**
 * The checksum under which the RP2040 trusts its second boot stage (datasheet 2.8.1.3.1): CRC-32 with polynomial
 * 0x04c11db7, begun with all ones, bits in natural order, nothing inverted at the end (CRC-32/MPEG-2).
 */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c1_1db7 : 0);
  }
  return crc >>> 0;
}
