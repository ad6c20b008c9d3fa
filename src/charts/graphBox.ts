/** How a graph moves in its box: zoom that keeps its place, dragging, and which rows are in sight. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type PointerEvent, type RefCallback, type RefObject } from 'react';
import { NODE, type GraphGeometry } from './graphGeometry.ts';

export const ZOOM = { least: 0.25, most: 2, step: 1.25 } as const;
/** Of graphs that are drawn in part. */
const ROWS_A_STEP = 24;
const EVERY_ROW = [0, Infinity] as const;
/** Px a pointer moves before a press is a drag. */
const DRAG = 4;

export const within = (value: number): number => Math.max(ZOOM.least, Math.min(ZOOM.most, value));

export function bringIntoSight(box: HTMLElement | null, { spots, width }: GraphGeometry, node: number): void {
  const spot = spots[node];
  if (!box || !spot) return;
  const zoom = box.scrollWidth === 0 ? 1 : (box.firstElementChild?.clientWidth ?? width) / width;
  const [x, y] = [spot.x * zoom, (spot.y + NODE.height / 2) * zoom];
  const margin = 0.7 * NODE.height * zoom + 8;
  const away = (at: number, from: number, size: number): boolean => at < from + margin || at > from + size - margin;
  box.scrollTo(
    away(x, box.scrollLeft, box.clientWidth) ? x - box.clientWidth / 2 : box.scrollLeft,
    away(y, box.scrollTop, box.clientHeight) ? y - box.clientHeight / 2 : box.scrollTop,
  );
}

/** Zooms with what is in the middle, or under the pointer, staying where it is. */
export function useZoom(box: RefObject<HTMLDivElement | null>, zoom: number, setZoom: (zoom: number) => void): (next: number, x?: number, y?: number) => void {
  /** Where to scroll once the drawing has its new size. */
  const then = useRef<readonly [left: number, top: number] | null>(null);
  useLayoutEffect(() => {
    if (then.current) box.current?.scrollTo(...then.current);
    then.current = null;
  }, [box, zoom]);
  const zoomTo = (next: number, x?: number, y?: number): void => {
    const element = box.current;
    if (!element || next === zoom) return;
    const [px, py] = [x ?? element.clientWidth / 2, y ?? element.clientHeight / 2];
    then.current = [((element.scrollLeft + px) * next) / zoom - px, ((element.scrollTop + py) * next) / zoom - py];
    setZoom(next);
  };
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    // a listener of React's may not keep the page from zooming
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const place = element.getBoundingClientRect();
      zoomTo(within(zoom * 2 ** (-event.deltaY / 300)), event.clientX - place.left, event.clientY - place.top);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  });
  return zoomTo;
}

/** Dragging with the mouse moves what is seen; fingers scroll the box as any other. */
export function useDrag(box: RefObject<HTMLDivElement | null>) {
  const from = useRef<{ readonly x: number; readonly y: number; readonly left: number; readonly top: number } | null>(null);
  const moved = useRef(false);
  return {
    moved: (): boolean => moved.current,
    onPointerDown: (event: PointerEvent<SVGSVGElement>): void => {
      moved.current = false;
      if (event.pointerType !== 'mouse' || event.button !== 0 || !box.current) return;
      from.current = { x: event.clientX, y: event.clientY, left: box.current.scrollLeft, top: box.current.scrollTop };
    },
    /** @returns whether it is being dragged */
    onPointerMove: (event: PointerEvent<SVGSVGElement>): boolean => {
      const start = from.current;
      if (start === null || !box.current) return false;
      const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
      if (!moved.current && Math.hypot(dx, dy) < DRAG) return false;
      if (!moved.current) event.currentTarget.setPointerCapture(event.pointerId);
      moved.current = true;
      box.current.scrollTo(start.left - dx, start.top - dy);
      return true;
    },
    onPointerUp: (): void => { from.current = null; },
  };
}

/**
 * Rows to draw: all of a small graph, else those in sight and some round them.
 * @returns the rows, and what watches the box they are in; it is another one each time the table has stood in its place
 */
export function useRowsInSight(geometry: GraphGeometry, some: boolean, zoom: number): readonly [rows: readonly [number, number], watch: RefCallback<HTMLDivElement>] {
  const [rows, setRows] = useState<readonly [number, number]>([0, 2 * ROWS_A_STEP]);
  const watch = useCallback((element: HTMLDivElement | null) => {
    if (!some || !element) return;
    const look = (): void => {
      const [first, last] = geometry.rowsBetween(element.scrollTop / zoom, (element.scrollTop + element.clientHeight) / zoom);
      const next = [(Math.floor(first / ROWS_A_STEP) - 1) * ROWS_A_STEP, (Math.floor(last / ROWS_A_STEP) + 2) * ROWS_A_STEP] as const;
      setRows((now) => (now[0] === next[0] && now[1] === next[1] ? now : next));
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [geometry, some, zoom]);
  return [some ? rows : EVERY_ROW, watch];
}
