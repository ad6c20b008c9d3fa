/**
 * Cividis, the sequential palette that reads the same with and without colour-vision deficiency (Nuñez, Anderton and
 * Renslow 2018). Polynomial fit as published with d3-scale-chromatic; t in [0, 1], dark blue to yellow; each channel 0 to 255.
 */
export function ramp(t: number): [red: number, green: number, blue: number] {
  const s = Math.max(0, Math.min(1, t));
  const channel = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  const red = channel(-4.54 - s * (35.34 - s * (2381.73 - s * (6402.7 - s * (7024.72 - s * 2710.57)))));
  const green = channel(32.49 + s * (170.73 + s * (52.82 - s * (131.46 - s * (176.58 - s * 67.37)))));
  const blue = channel(81.24 + s * (442.36 - s * (2482.43 - s * (6167.24 - s * (6614.94 - s * 2475.67)))));
  return [red, green, blue];
}
