/** A microphone or camera while a part of the page wants it: opened on request, let go of when that part goes away. */
import { useCallback, useEffect, useRef, useState } from 'react';

interface DeviceState<D> {
  readonly device: D | null;
  readonly opening: boolean;
  /** Why there is none, for a person; null unless it was tried. */
  readonly problem: string | null;
}

export function useDevice<D extends { close(): void }>(open: (onLost: (why: Error) => void) => Promise<D>) {
  const [state, setState] = useState<DeviceState<D>>({ device: null, opening: false, problem: null });
  const held = useRef<D | null>(null);
  const wanted = useRef(false);

  const off = useCallback(() => {
    wanted.current = false;
    held.current?.close();
    held.current = null;
    setState({ device: null, opening: false, problem: null });
  }, []);

  const on = useCallback(async () => {
    wanted.current = true;
    setState({ device: null, opening: true, problem: null });
    let mine: D | null = null;
    try {
      const device = await open((why) => {
        if (mine === null || held.current !== mine) return;
        off();
        setState({ device: null, opening: false, problem: why.message });
      });
      mine = device;
      // Asked for and given up while the browser's question stood open.
      if (!wanted.current) return device.close();
      held.current = device;
      setState({ device, opening: false, problem: null });
    } catch (error) {
      if (wanted.current) setState({ device: null, opening: false, problem: error instanceof Error ? error.message : String(error) });
    }
  }, [open, off]);

  useEffect(() => () => {
    wanted.current = false;
    held.current?.close();
    held.current = null;
  }, []);

  return { ...state, on, off };
}
