/**
 * A short text on hover, focus or tap, in the browser's top layer by the popover API. A button, so that a keyboard
 * reaches it; Escape closes it and leaves the focus where it is (WCAG 1.4.13).
 */
import { useId, useRef, type ReactNode } from 'react';

interface Props {
  readonly text: string;
  readonly children: ReactNode;
  readonly className?: string;
  /** Of the button, where its words say too little alone; begins with them. */
  readonly label?: string;
}

const GAP = 6;

export function Tip({ text, children, className = '', label }: Props): ReactNode {
  const id = useId();
  const tip = useRef<HTMLSpanElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);

  const show = (): void => {
    if (!tip.current || !trigger.current || tip.current.matches(':popover-open')) return;
    tip.current.showPopover();
    const at = trigger.current.getBoundingClientRect();
    const box = tip.current.getBoundingClientRect();
    const below = at.bottom + GAP + box.height < innerHeight;
    tip.current.style.left = `${Math.max(GAP, Math.min(innerWidth - box.width - GAP, at.left + at.width / 2 - box.width / 2))}px`;
    tip.current.style.top = `${below ? at.bottom + GAP : Math.max(GAP, at.top - box.height - GAP)}px`;
  };
  const hide = (): void => {
    if (tip.current?.matches(':popover-open')) tip.current.hidePopover();
  };

  return (
    <>
      <button
        type="button" ref={trigger} className={`tip-trigger ${className}`} aria-describedby={id} aria-label={label}
        onPointerEnter={show} onPointerLeave={hide} onFocus={show} onBlur={hide} onClick={show}
        onKeyDown={(event) => { if (event.key === 'Escape') hide(); }}
      >
        {children}
      </button>
      <span ref={tip} id={id} popover="manual" role="tooltip" className="tip">{text}</span>
    </>
  );
}
