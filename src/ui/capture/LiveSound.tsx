/** What the microphone hears, now: a level and a spectrogram that runs to the left, drawn outside React frame by frame. */
import { useEffect, useRef, type ReactNode } from 'react';
import { ramp } from '../../charts/index.ts';
import type { Microphone } from './microphone.ts';

const WIDTH = 320;
const HEIGHT = 72;
/** Speech has little above it, and the front end reads nothing above 4 kHz. */
const HIGHEST_HZ = 8000;

export function LiveSound({ microphone }: { readonly microphone: Microphone }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const meter = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    const { analyser, sampleRate } = microphone;
    const bins = new Uint8Array(analyser.frequencyBinCount);
    const wave = new Float32Array(analyser.fftSize);
    const column = context.createImageData(1, HEIGHT);
    const drawn = Math.min(bins.length, Math.round((HIGHEST_HZ / (sampleRate / 2)) * bins.length));
    context.fillStyle = `rgb(${ramp(0).join(' ')})`;
    context.fillRect(0, 0, WIDTH, HEIGHT);
    let frame = 0;
    const draw = (): void => {
      analyser.getByteFrequencyData(bins);
      analyser.getFloatTimeDomainData(wave);
      for (let row = 0; row < HEIGHT; row++) {
        const [red, green, blue] = ramp(bins[Math.floor(((HEIGHT - 1 - row) * drawn) / HEIGHT)] / 255);
        column.data.set([red, green, blue, 255], 4 * row);
      }
      context.drawImage(context.canvas, -1, 0);
      context.putImageData(column, WIDTH - 1, 0);
      let peak = 0;
      for (const value of wave) peak = Math.max(peak, Math.abs(value));
      if (meter.current) meter.current.value = Math.min(1, peak);
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [microphone]);
  return (
    <div className="live-sound">
      <canvas ref={canvas} width={WIDTH} height={HEIGHT} role="img" aria-label="Live spectrogram of the microphone, 0 to 8 kHz upwards" />
      <meter ref={meter} min={0} max={1} low={0.02} high={0.98} optimum={0.5} aria-label="Level of the microphone" />
    </div>
  );
}
