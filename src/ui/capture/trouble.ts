/** Why there is no microphone or camera, in one sentence that also says the way out (names of errors: W3C Media Capture). */
export type Device = 'microphone' | 'camera';

export class DeviceTrouble extends Error {}

const SENTENCES: Readonly<Record<string, (device: Device) => string>> = {
  NotAllowedError: (device) => `The ${device} was refused: by you, by this browser's settings, or by the page that embeds this one. Allow it in the address bar and try again.`,
  NotFoundError: (device) => `This machine has no ${device} that the browser can see. Plug one in and try again.`,
  NotReadableError: (device) => `The ${device} is there but cannot be read; another program may hold it. Close that one and try again.`,
  OverconstrainedError: (device) => `No ${device} here gives what is needed. Try another one.`,
  AbortError: (device) => `The ${device} was taken away while it started. Try again.`,
};

/** @param error what getUserMedia rejected with */
export function troubleOf(device: Device, error: unknown): DeviceTrouble {
  if (error instanceof DeviceTrouble) return error;
  const name = error instanceof Error ? error.name : '';
  return new DeviceTrouble(SENTENCES[name]?.(device) ?? `The ${device} could not be opened (${error instanceof Error ? error.message : 'no reason given'}).`);
}

/** Of one that worked until now: unplugged, or the leave to use it taken back. */
export const takenAway = (device: Device): DeviceTrouble =>
  new DeviceTrouble(`The ${device} was taken away: unplugged, or no longer allowed. Plug it in or allow it, and switch it on again.`);

/** Browsers hide both devices from pages that are not served securely. */
export const unreachable = (device: Device): DeviceTrouble =>
  new DeviceTrouble(`This browser gives the page no ${device}: that takes an https address, or this machine's own (localhost).`);
