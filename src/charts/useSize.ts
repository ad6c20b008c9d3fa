/** The width a chart may take, from one ResizeObserver; charts stay functions of (data, width). */
import { useCallback, useState, type RefCallback } from 'react';

/** Px; margins alone would take less, as a layout that is still settling may give for a moment. */
const NARROWEST = 160;

/** @param fallback width in px where nothing can be measured (tests, hidden panels) */
export function useWidth<E extends HTMLElement>(fallback = 640): [RefCallback<E>, number] {
  const [width, setWidth] = useState(fallback);
  // bound to the element, which is another one each time the table has stood in the drawing's place
  const ref = useCallback((element: E | null) => {
    if (!element || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(([entry]) => {
      const next = Math.floor(entry.contentRect.width);
      if (next > 0) setWidth(Math.max(NARROWEST, next));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
