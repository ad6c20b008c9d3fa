/**
 * One way to walk the marks of a chart: a single tab stop, arrows move, Enter selects, the pointer finds the nearest
 * mark, and the value is said in a polite live region (the frame's readout). A mark is known by its key: where the data
 * change under it, its new place is pointed at, and nothing where it is gone.
 */
import { useCallback, useState, type KeyboardEvent, type PointerEvent, type MouseEvent } from 'react';

export interface MarksOptions {
  readonly count: number;
  /** Marks in one row; up and down move by that many. 1 in plain sequences. */
  readonly rowLength?: number;
  /** What the mark stands for, wherever it stands: a network, a layer, a class. */
  readonly keyOf: (index: number) => string | number;
  readonly describe: (index: number) => string;
  /** Nearest mark to a point in px of the drawing, or null. */
  readonly nearest?: (x: number, y: number) => number | null;
  readonly onSelect?: ((index: number) => void) | undefined;
}

const STEPS: Record<string, (at: number, row: number, last: number) => number> = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  ArrowDown: (at, row) => at + row,
  ArrowUp: (at, row) => at - row,
  PageDown: (at, row) => at + 10 * row,
  PageUp: (at, row) => at - 10 * row,
  Home: () => 0,
  End: (_at, _row, last) => last,
};

const pointIn = (event: PointerEvent<SVGSVGElement> | MouseEvent<SVGSVGElement>): [number, number] => {
  const box = event.currentTarget.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

interface Marked {
  readonly key: string | number;
  /** Where it stood as it was marked, which is most often where it stands. */
  readonly at: number;
}

function placeOf({ key, at }: Marked, count: number, keyOf: MarksOptions['keyOf']): number | null {
  if (at < count && keyOf(at) === key) return at;
  for (let i = 0; i < count; i++) if (keyOf(i) === key) return i;
  return null;
}

export function useMarks({ count, rowLength = 1, keyOf, describe, nearest, onSelect }: MarksOptions) {
  const [marked, setMarked] = useState<Marked | null>(null);
  const active = marked === null ? null : placeOf(marked, count, keyOf);
  const setActive = useCallback((at: number | null): void => {
    const key = at === null ? null : keyOf(at);
    setMarked((last) => (at === null || key === null ? null : last?.at === at && last.key === key ? last : { key, at }));
  }, [keyOf]);

  const onKeyDown = useCallback((event: KeyboardEvent<SVGSVGElement>) => {
    if (count === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step) {
      setActive(Math.max(0, Math.min(count - 1, active === null ? (event.key === 'End' ? count - 1 : 0) : step(active, rowLength, count - 1))));
    } else if ((event.key === 'Enter' || event.key === ' ') && active !== null && onSelect) {
      onSelect(active);
    } else if (event.key === 'Escape') {
      setActive(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }, [count, rowLength, active, setActive, onSelect]);

  const svgProps = {
    tabIndex: 0,
    role: 'application',
    'aria-roledescription': 'chart, arrow keys read values',
    onKeyDown,
    onBlur: () => setActive(null),
    ...(nearest && {
      onPointerMove: (event: PointerEvent<SVGSVGElement>) => setActive(nearest(...pointIn(event))),
      onPointerLeave: () => setActive(null),
      onClick: (event: MouseEvent<SVGSVGElement>) => {
        const index = nearest(...pointIn(event));
        setActive(index);
        if (index !== null) onSelect?.(index);
      },
    }),
  } as const;

  return { active, svgProps, readout: active === null ? '' : describe(active) };
}

/** Index of the point nearest to (x, y) within `reach` px, or null. */
export function nearestPoint(points: readonly { readonly px: number; readonly py: number }[], x: number, y: number, reach = 40): number | null {
  let best: number | null = null;
  let distance = reach * reach;
  for (let i = 0; i < points.length; i++) {
    const d = (points[i].px - x) ** 2 + (points[i].py - y) ** 2;
    if (d <= distance) [best, distance] = [i, d];
  }
  return best;
}
