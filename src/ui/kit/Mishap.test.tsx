// @vitest-environment happy-dom
/** A part that fails to draw takes nothing else with it, says so for a person, and can be tried again. */
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { Mishap } from './Mishap.tsx';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

test('what stands beside it stays, and once the cause is gone it draws again', async () => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
  let broken: Error | null = new TypeError('Failed to fetch dynamically imported module: x.js');
  const Part = (): ReactNode => { if (broken) throw broken; return <p>drawn</p>; };
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  await act(async () => root.render(<><p>beside</p><Mishap what="Search"><Part /></Mishap></>));
  expect(host.textContent).toContain('beside');
  expect(host.querySelector('[role="alert"]')?.textContent).toMatch(/“Search” could not be shown\..*the network is off, or the page is no longer served.*settings and results are kept/);
  broken = null;
  await act(async () => host.querySelector('button')?.click());
  expect(host.textContent).toBe('besidedrawn');
  await act(async () => root.unmount());
  quiet.mockRestore();
});
