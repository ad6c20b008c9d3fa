/** What can be asked of a supernet once there is one. Fetched when the step is opened, not before. */
import type { ReactNode } from 'react';
import { Judged } from './Judged.tsx';
import { SpaceCheck } from './SpaceCheck.tsx';

export function Insight(): ReactNode {
  return <><Judged /><SpaceCheck /></>;
}
