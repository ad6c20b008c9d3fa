/**
 * Key chords as the registry writes them, `Mod+Shift+Z`, `J`, `?`: whether an event is one, and how it is shown. `Mod`
 * is ⌘ where the platform's own shortcuts use it and Ctrl elsewhere; a handler takes either, as browsers do.
 */
const isApple = (platform: string): boolean => /mac|iphone|ipad/i.test(platform);

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const partsOf = (chord: string): { readonly mod: boolean; readonly shift: boolean; readonly key: string } => {
  const parts = chord.split('+');
  return { mod: parts.includes('Mod'), shift: parts.includes('Shift'), key: (parts.at(-1) ?? '').toLowerCase() };
};

export const needsModifier = (chord: string): boolean => partsOf(chord).mod;

/** Shift tells chords with Mod apart; without it a letter counts however it is written, and a sign wherever it lies. */
export function isChord(chord: string, event: KeyPress): boolean {
  const { mod, shift, key } = partsOf(chord);
  if (event.altKey || mod !== (event.ctrlKey || event.metaKey)) return false;
  return event.key.toLowerCase() === key && (!mod || shift === event.shiftKey);
}

/** One key cap each, e.g. ["Ctrl", "Shift", "Z"] or ["⇧", "⌘", "Z"], in the platform's own order. */
export function keyCaps(chord: string, platform: string): readonly string[] {
  const { mod, shift, key } = partsOf(chord);
  const last = key.toUpperCase();
  return isApple(platform) ? [...(shift ? ['⇧'] : []), ...(mod ? ['⌘'] : []), last] : [...(mod ? ['Ctrl'] : []), ...(shift ? ['Shift'] : []), last];
}
