/** Of several things begun that end in any order, which was begun last; none once the part that began them is gone. */
import { useCallback, useEffect, useRef } from 'react';

/** @returns begins one, and gives the question whether it is still the last */
export function useLast(): () => () => boolean {
  const turn = useRef(0);
  useEffect(() => () => { turn.current++; }, []);
  return useCallback(() => {
    const mine = ++turn.current;
    return () => mine === turn.current;
  }, []);
}
