/**
 * Channel rounding shared by the MobileNet line: to the nearest multiple, never below it, and never more than 10 %
 * under what was asked for. Hardware likes multiples; the 0.9 rule keeps small widths from losing too much.
 * Source: `make_divisible` of MobileNetV2 / ProxylessNAS as MCUNet uses it.
 */
export function makeDivisible(channels: number, divisor: number): number {
  const rounded = Math.max(divisor, Math.floor(Math.floor(channels + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * channels ? rounded + divisor : rounded;
}
