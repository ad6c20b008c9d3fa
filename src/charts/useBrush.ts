/**
 * A frame dragged over a drawing picks out what lies in it; a press without a drag stays a press. Fingers scroll the
 * page as ever, and keys have the fields beside the drawing that say the same frame in figures.
 */
import { useState, type MouseEvent, type PointerEvent } from 'react';
import type { Brush } from './SearchScatter.tsx';

type Point = readonly [x: number, y: number];

/** Px that a hand may tremble. */
const PRESS = 5;

interface BrushOptions {
  readonly toBrush: (from: Point, to: Point) => Brush;
  readonly onBrush: ((brush: Brush | null) => void) | undefined;
}

interface Handlers {
  readonly onPointerMove?: (event: PointerEvent<SVGSVGElement>) => void;
  readonly onClick?: (event: MouseEvent<SVGSVGElement>) => void;
}

export const inside = ({ cost, accuracy }: Brush, itsCost: number, itsAccuracy: number | null): boolean =>
  itsAccuracy !== null && itsCost >= cost[0] && itsCost <= cost[1] && itsAccuracy >= accuracy[0] && itsAccuracy <= accuracy[1];

export function useBrush({ toBrush, onBrush }: BrushOptions) {
  const [drag, setDrag] = useState<{ readonly from: Point; readonly to: Point; readonly done: boolean } | null>(null);
  const far = drag !== null && Math.hypot(drag.to[0] - drag.from[0], drag.to[1] - drag.from[1]) > PRESS;
  const pointOf = (event: PointerEvent<SVGSVGElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  /** The same handlers, with the drag before them. */
  const over = ({ onPointerMove, onClick }: Handlers) => (onBrush === undefined ? {} : {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.pointerType === 'touch' || event.button !== 0) return;
      const at = pointOf(event);
      setDrag({ from: at, to: at, done: false });
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      if (drag === null || drag.done) return onPointerMove?.(event);
      if (!far) event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ ...drag, to: pointOf(event) });
    },
    onPointerUp: () => {
      if (drag !== null && far) onBrush(toBrush(drag.from, drag.to));
      setDrag(drag === null || !far ? null : { ...drag, done: true });
    },
    onPointerCancel: () => setDrag(null),
    onClick: (event: MouseEvent<SVGSVGElement>) => {
      // the click that ends a drag is none
      if (drag === null) onClick?.(event);
      setDrag(null);
    },
  });
  const frame = drag === null || drag.done || !far ? null : {
    x: Math.min(drag.from[0], drag.to[0]), y: Math.min(drag.from[1], drag.to[1]), width: Math.abs(drag.to[0] - drag.from[0]), height: Math.abs(drag.to[1] - drag.from[1]),
  };
  return { frame, over };
}
