/** Lines of code in a box that scrolls, of which only those in sight are there: model.c of a large network has thousands. */
import { useEffect, useRef, useState, type ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly lines: readonly string[];
  readonly isLit: (line: number) => boolean;
  /** Brought into sight when it changes. */
  readonly focus: number | null;
  readonly onPick?: (line: number) => void;
}

/** Px of a line, and lines in sight; the style sheet says the same. */
const LINE = 18;
const SEEN = 18;
const MORE = 30;

export function Listing({ label, lines, isLit, focus, onPick }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useEffect(() => {
    if (focus !== null) box.current?.scrollTo({ top: Math.max(0, focus * LINE - 60) });
  }, [focus, lines]);
  const first = Math.max(0, Math.floor(top / LINE) - MORE);
  const shown = lines.slice(first, first + SEEN + 2 * MORE);
  const digits = String(lines.length).length;
  return (
    <div ref={box} className="source" tabIndex={0} role="region" aria-label={label} onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}>
      {/* a pointer's short cut: the arrows and the list of layers above lead to the same lines */}
      <div style={{ height: lines.length * LINE }} onClick={({ target }) => {
        const line = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-line]')?.dataset.line : undefined;
        if (line !== undefined) onPick?.(Number(line));
      }}>
        <pre style={{ transform: `translateY(${first * LINE}px)` }}>
          {shown.map((text, at) => {
            const line = first + at;
            return <code key={line} data-line={line} className={isLit(line) ? 'lit' : undefined}><span className="source-number" style={{ minWidth: `${digits}ch` }}>{line + 1}</span>{text}{'\n'}</code>;
          })}
        </pre>
      </div>
    </div>
  );
}
