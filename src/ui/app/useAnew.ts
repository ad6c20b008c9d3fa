/** Whether the network shown is being compiled anew, so that its verdict is of what it was; not told of what is over at once. */
import { useEffect, useState } from 'react';
import { useJob } from './session.tsx';

const SOON_MS = 400;

export function useAnew(): boolean {
  const running = useJob('analyze').status === 'running';
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!running) return undefined;
    const timer = setTimeout(() => setLate(true), SOON_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [running]);
  return running && late;
}
