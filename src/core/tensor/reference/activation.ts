/** ReLU and ReLU6 of one number, and whether a gradient passes. */
import { ACTIVATION_CODES, type ActivationCode } from '../backend.ts';

export const activate = (x: number, code: ActivationCode): number => {
  if (code === ACTIVATION_CODES.none) return x;
  const positive = Math.max(x, 0);
  return code === ACTIVATION_CODES.relu6 ? Math.min(positive, 6) : positive;
};

export const passes = (x: number, code: ActivationCode): boolean =>
  code === ACTIVATION_CODES.none || (x > 0 && (code === ACTIVATION_CODES.relu || x < 6));
