/**
 * A button that acts while it is held: by pointer, finger or the space bar. Enter, and the click of a screen reader,
 * which cannot hold, are a hold of no length.
 */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

/** Told once a hold, however long the key repeats; the page must not scroll, nor the button be clicked as well. */
function isSpace(event: KeyboardEvent): boolean {
  if (event.key !== ' ') return false;
  event.preventDefault();
  return !event.repeat;
}

interface Props {
  readonly children: ReactNode;
  readonly label: string;
  readonly disabled?: boolean;
  readonly onHold: () => void;
  readonly onRelease: () => void;
}

export function HoldButton({ children, label, disabled = false, onHold, onRelease }: Props): ReactNode {
  const [held, setHeld] = useState(false);
  const holding = useRef(false);
  const release = useRef(onRelease);
  useEffect(() => { release.current = onRelease; }, [onRelease]);
  useEffect(() => () => { if (holding.current) release.current(); }, []);

  const begin = (): void => {
    if (holding.current || disabled) return;
    holding.current = true;
    setHeld(true);
    onHold();
  };
  const end = (): void => {
    if (!holding.current) return;
    holding.current = false;
    setHeld(false);
    onRelease();
  };
  return (
    <button
      type="button" className={`button hold${held ? ' held' : ''}`} aria-label={label} disabled={disabled}
      onPointerDown={(event) => { if (event.button === 0) { event.currentTarget.setPointerCapture(event.pointerId); begin(); } }}
      onPointerUp={end} onPointerCancel={end} onLostPointerCapture={end} onBlur={end}
      onKeyDown={(event) => { if (isSpace(event)) begin(); }} onKeyUp={(event) => { if (isSpace(event)) end(); }}
      onClick={(event) => { if (event.detail === 0) { begin(); end(); } }}
      onContextMenu={(event) => event.preventDefault()}
    >
      {children}
    </button>
  );
}
