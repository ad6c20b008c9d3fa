/** The camera as square pictures: its middle, cut to a square and scaled on a canvas, as a PNG file or as bare pixels. */
import { takenAway, troubleOf, unreachable } from './trouble.ts';

export interface Camera {
  readonly stream: MediaStream;
  /** The square middle of the newest frame at side x side. @throws DeviceTrouble where no frame has come yet */
  pixels(video: HTMLVideoElement, side: number): ImageData;
  png(video: HTMLVideoElement, side: number): Promise<Uint8Array>;
  close(): void;
}

/**
 * @param onLost told why, where it goes while it is open
 * @throws DeviceTrouble with a sentence for a person
 */
export async function openCamera(onLost: (why: Error) => void): Promise<Camera> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) throw unreachable('camera');
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: 'environment' } });
  } catch (error) {
    throw troubleOf('camera', error);
  }
  for (const track of stream.getTracks()) track.addEventListener('ended', () => onLost(takenAway('camera')));
  const canvas = document.createElement('canvas');
  const drawn = (video: HTMLVideoElement, side: number): CanvasRenderingContext2D => {
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context || video.videoWidth === 0) throw troubleOf('camera', new Error('no picture has come from it yet'));
    canvas.width = canvas.height = side;
    drawSquare(context, video, video.videoWidth, video.videoHeight, side);
    return context;
  };
  return {
    stream,
    pixels: (video, side) => drawn(video, side).getImageData(0, 0, side, side),
    async png(video, side) {
      drawn(video, side);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      if (!blob) throw troubleOf('camera', new Error('the browser made no picture of it'));
      return new Uint8Array(await blob.arrayBuffer());
    },
    close: () => stream.getTracks().forEach((track) => track.stop()),
  };
}

/** The largest square in the middle of a picture, onto the whole canvas. */
export function drawSquare(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, picture: CanvasImageSource, width: number, height: number, side: number): void {
  const square = Math.min(width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, (width - square) / 2, (height - square) / 2, square, square, 0, 0, side, side);
}
