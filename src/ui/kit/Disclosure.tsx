/** A part of a step that is closed until asked for: a heading that opens it and, while it is closed, a word on what is in it. */
import type { ComponentProps, ReactNode } from 'react';

interface Props extends Pick<ComponentProps<'div'>, 'id' | 'onKeyDown'> {
  readonly title: string;
  readonly hint: string;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

export function Disclosure({ title, hint, open, onToggle, children, ...rest }: Props): ReactNode {
  return (
    <div className="inside" {...rest}>
      <h3>
        <button type="button" className="disclosure" aria-expanded={open} onClick={onToggle}>
          <span className="chevron" aria-hidden="true" />{title}
        </button>
        {!open && <span className="hint">{hint}</span>}
      </h3>
      {open && children}
    </div>
  );
}
