// @vitest-environment happy-dom
/** A device is held while it is wanted: let go of by hand and with its part, and said to be gone where it is taken away. */
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { useDevice } from './useDevice.ts';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

test('one that is taken away is closed and says why; one let go of by hand says nothing more', async () => {
  const opened: { close: ReturnType<typeof vi.fn>; lose: () => void }[] = [];
  const open = async (onLost: (why: Error) => void): Promise<{ close: () => void }> => {
    const device = { close: vi.fn(), lose: () => onLost(new Error('taken away')) };
    opened.push(device);
    return device;
  };
  const Part = (): ReactNode => {
    const { device, problem, on, off } = useDevice(open);
    return <><button onClick={() => void on()}>on</button><button onClick={off}>off</button><output>{device ? 'held' : problem}</output></>;
  };
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  await act(async () => root.render(<Part />));
  const [on, off] = host.querySelectorAll('button');
  const said = () => host.querySelector('output')!.textContent;
  await act(async () => on.click());
  expect(said()).toBe('held');
  await act(async () => opened[0].lose());
  expect([said(), opened[0].close.mock.calls.length]).toEqual(['taken away', 1]);
  await act(async () => on.click());
  await act(async () => opened[0].lose()); // of the one before
  expect(said()).toBe('held');
  await act(async () => off.click());
  await act(async () => opened[1].lose());
  expect([said(), opened[1].close.mock.calls.length]).toEqual(['', 1]);
  await act(async () => on.click());
  await act(async () => root.unmount());
  expect(opened[2].close).toHaveBeenCalledOnce();
});
