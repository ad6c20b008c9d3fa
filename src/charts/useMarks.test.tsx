// @vitest-environment happy-dom
/** The one way to walk a chart: arrows, Home and End move, Enter selects, the value is said aloud. */
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { ArenaMap, Scores } from './index.ts';
import { nearestPoint, useMarks } from './useMarks.ts';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

function Probe({ onSelect }: { onSelect: (index: number) => void }) {
  const { svgProps, readout } = useMarks({ count: 6, rowLength: 3, keyOf: (index) => index, describe: (index) => `mark ${index}`, onSelect });
  return <div><svg {...svgProps} /><output>{readout}</output></div>;
}

test('keys move over rows and columns and stay inside', async () => {
  const selected: number[] = [];
  const host = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(host).render(<Probe onSelect={(index) => selected.push(index)} />));
  const svg = host.querySelector('svg')!;
  const press = async (key: string) => {
    await act(async () => void svg.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })));
    return host.querySelector('output')!.textContent;
  };
  expect(await press('ArrowRight')).toBe('mark 0');
  expect(await press('ArrowRight')).toBe('mark 1');
  expect(await press('ArrowDown')).toBe('mark 4');
  expect(await press('ArrowDown')).toBe('mark 5');
  expect(await press('Home')).toBe('mark 0');
  expect(await press('ArrowLeft')).toBe('mark 0');
  expect(await press('End')).toBe('mark 5');
  await press('Enter');
  expect(selected).toEqual([5]);
  expect(await press('Escape')).toBe('');
});

test('a mark stays with what it stands for where the data change under it, and goes with it', async () => {
  const Names = ({ names }: { names: readonly string[] }): ReactNode => {
    const { svgProps, readout } = useMarks({ count: names.length, keyOf: (index) => names[index], describe: (index) => `${index + 1}. ${names[index]}` });
    return <div><svg {...svgProps} /><output>{readout}</output></div>;
  };
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  const say = async (names: readonly string[]) => {
    await act(async () => root.render(<Names names={names} />));
    return host.querySelector('output')!.textContent;
  };
  await say(['a', 'b', 'c']);
  for (const key of ['Home', 'ArrowRight']) await act(async () => void host.querySelector('svg')!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })));
  expect(await say(['a', 'b', 'c'])).toBe('2. b');
  expect(await say(['b', 'x', 'a', 'c'])).toBe('1. b');
  await act(async () => void host.querySelector('svg')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })));
  expect(host.querySelector('output')!.textContent).toBe('2. x');
  expect(await say(['b', 'a'])).toBe('');
});

test('a chart says the class and its score in a polite live region', async () => {
  const host = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(host).render(<Scores title="t" classes={['yes', 'no']} scores={[100, -100]} truth={null} />));
  await act(async () => void host.querySelector('svg')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true })));
  expect(host.querySelector('[aria-live=polite]')!.textContent).toBe('no: score -100 of -128 to 127');
});

test('the nearest point within reach is found, none beyond it', () => {
  const points = [{ px: 0, py: 0 }, { px: 10, py: 0 }];
  expect(nearestPoint(points, 7, 1)).toBe(1);
  expect(nearestPoint(points, 100, 100)).toBeNull();
});

test('what is painted on a canvas stands there again after the table has stood in its place', async () => {
  const fillRect = vi.fn();
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({ clearRect: () => {}, fillRect } as unknown as CanvasRenderingContext2D & ImageBitmapRenderingContext & WebGLRenderingContext & GPUCanvasContext);
  const host = document.body.appendChild(document.createElement('div'));
  await act(async () => createRoot(host).render(<ArenaMap layer="stem" parts={[{ name: 'x', role: 'output', offset: 0, bytes: 8 }]} values={new Int8Array(8)} written={new Uint8Array(8)} colourBy="role" />));
  const painted = fillRect.mock.calls.length;
  expect(painted).toBe(8);
  const toggle = () => act(async () => host.querySelector<HTMLButtonElement>('[aria-expanded]')!.click());
  await toggle();
  expect(host.querySelector('canvas')).toBeNull();
  await toggle();
  expect(fillRect.mock.calls.length).toBe(2 * painted);
});
