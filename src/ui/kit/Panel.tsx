/** One step of the pipeline: number, name, its result in one line, and the body that opens under it. */
import type { ReactNode } from 'react';

interface Props {
  readonly id: string;
  readonly step: number;
  readonly title: string;
  /** Shown whether open or not. */
  readonly summary: ReactNode;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

export function Panel({ id, step, title, summary, open, onToggle, children }: Props): ReactNode {
  return (
    <section className="panel" id={id} aria-labelledby={`${id}-title`}>
      <header className="panel-head">
        <h2 id={`${id}-title`}>
          <button type="button" aria-expanded={open} aria-controls={`${id}-body`} onClick={onToggle}>
            <span className="step" aria-hidden="true">{step}</span>
            {title}
            <span className="chevron" aria-hidden="true" />
          </button>
        </h2>
        <p className="summary">{summary}</p>
      </header>
      <div className="panel-body" id={`${id}-body`} hidden={!open}>{open && children}</div>
    </section>
  );
}
