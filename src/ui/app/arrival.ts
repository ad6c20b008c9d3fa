/**
 * Steps arrive one after another, the first ones at once: drawn all together they would keep a slow machine from
 * answering for a second. Each that follows is a task of its own, and gives way to whatever the person does.
 */
import { startTransition, useEffect, useState } from 'react';

/** As many as fill the first view of a laptop. */
const FIRST = 3;

/** @returns how many of the steps are drawn; never fewer than before */
export function useArrival(count: number, all: boolean): number {
  const [arrived, setArrived] = useState(all ? count : Math.min(FIRST, count));
  useEffect(() => {
    if (arrived >= count) return;
    // a frame is shown in between
    const frame = requestAnimationFrame(() => { timer = setTimeout(() => startTransition(() => setArrived((before) => before + 1))); });
    let timer: ReturnType<typeof setTimeout> | undefined;
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [arrived, count]);
  return arrived;
}
