/** Keys to commands: what the registry says, nothing else. Keys without Mod can be switched off, and none fires in a field or behind a dialog. */
import { isChord, keyCaps, needsModifier } from './chord.ts';
import { COMMANDS, isEnabled, type Command, type CommandContext } from './commands.ts';

const inField = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null;

/** A field takes its own undo; only the palette is asked for from everywhere. */
const alsoInFields = ({ id }: Command, chord: string): boolean => id === 'palette' && needsModifier(chord);

/** As the platform writes the first chord of a command; empty where it has none. */
export const keysOf = (id: string): string => {
  const chord = COMMANDS.find((command) => command.id === id)?.keys?.[0];
  return chord === undefined ? '' : keyCaps(chord, navigator.platform).join(' ');
};

/** @returns a function that stops listening */
export function listenForKeys(context: CommandContext): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    const typing = inField(event.target);
    const { letterKeys } = context.session.view.getState();
    for (const command of COMMANDS) {
      const chord = command.keys?.find((one) => isChord(one, event));
      if (chord === undefined || (typing && !alsoInFields(command, chord))) continue;
      if (!needsModifier(chord) && !letterKeys && command.id !== 'help') continue;
      event.preventDefault();
      if (isEnabled(command, context.session)) command.run(context);
      return;
    }
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}
