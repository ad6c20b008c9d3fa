/** What the camera sees, cut to the square that is kept. */
import { useEffect, useRef, type ReactNode } from 'react';
import type { Camera } from './camera.ts';

export function LivePicture({ camera, onVideo }: { readonly camera: Camera; readonly onVideo: (element: HTMLVideoElement | null) => void }): ReactNode {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const shown = element.current;
    if (!shown) return;
    onVideo(shown);
    shown.srcObject = camera.stream;
    void shown.play().catch(() => {}); // a page in the background may not play; it does when it comes back
    return () => {
      shown.srcObject = null;
      onVideo(null);
    };
  }, [camera, onVideo]);
  return <video ref={element} className="live-picture" muted playsInline aria-label="Picture of the camera" />;
}
