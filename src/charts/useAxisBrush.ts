/**
 * A range dragged along an upright axis; a press on a range lets it go, any other press stays a press. Fingers scroll the
 * page as ever, and keys have the fields beside the drawing that say the same ranges in figures.
 */
import { useState, type MouseEvent, type PointerEvent } from 'react';

export type AxisRange = readonly [low: number, high: number];

/** Px that a hand may tremble. */
const PRESS = 5;

interface AxisBrushOptions {
  /** Number of the axis at x, or null between them. */
  readonly axisAt: (x: number) => number | null;
  /** Whether the axis has a range. */
  readonly isRanged: (axis: number) => boolean;
  /** @param from y in px */
  readonly toRange: (axis: number, from: number, to: number) => AxisRange;
  readonly onRange: ((axis: number, range: AxisRange | null) => void) | undefined;
}

interface Handlers {
  readonly onPointerMove?: (event: PointerEvent<SVGSVGElement>) => void;
  readonly onClick?: (event: MouseEvent<SVGSVGElement>) => void;
}

export function useAxisBrush({ axisAt, isRanged, toRange, onRange }: AxisBrushOptions) {
  const [drag, setDrag] = useState<{ readonly axis: number; readonly from: number; readonly to: number; readonly done: boolean } | null>(null);
  const far = drag !== null && Math.abs(drag.to - drag.from) > PRESS;
  const place = (event: PointerEvent<SVGSVGElement> | MouseEvent<SVGSVGElement>): readonly [x: number, y: number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  /** The same handlers, with the drag before them. */
  const over = ({ onPointerMove, onClick }: Handlers) => (onRange === undefined ? {} : {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.pointerType === 'touch' || event.button !== 0) return;
      const [x, y] = place(event);
      const axis = axisAt(x);
      setDrag(axis === null ? null : { axis, from: y, to: y, done: false });
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      if (drag === null || drag.done) return onPointerMove?.(event);
      // let go beyond the drawing, before the drag had begun
      if (event.buttons === 0) return setDrag(null);
      if (!far) event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ ...drag, to: place(event)[1] });
    },
    onPointerUp: () => {
      if (drag !== null && far) onRange(drag.axis, toRange(drag.axis, drag.from, drag.to));
      setDrag(drag === null || !far ? null : { ...drag, done: true });
    },
    onPointerCancel: () => setDrag(null),
    onClick: (event: MouseEvent<SVGSVGElement>) => {
      const axis = axisAt(place(event)[0]);
      // the click that ends a drag is none
      if (drag === null && axis !== null && isRanged(axis)) onRange(axis, null);
      else if (drag === null) onClick?.(event);
      setDrag(null);
    },
  });
  return { drag: drag === null || drag.done || !far ? null : { axis: drag.axis, range: toRange(drag.axis, drag.from, drag.to) }, over };
}
