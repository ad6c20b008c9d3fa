/** The pipeline in order: what each step is called and which panel shows it. Panels redraw for their own stores only. */
import { memo, type ComponentType } from 'react';
import type { PanelId } from '../../store/index.ts';
import { BoardPanel } from '../panels/BoardPanel.tsx';
import { ExportPanel } from '../panels/ExportPanel.tsx';
import { LivePanel } from '../panels/LivePanel.tsx';
import { NetworkPanel } from '../panels/NetworkPanel.tsx';
import { SearchPanel } from '../panels/SearchPanel.tsx';
import { SimulatePanel } from '../panels/SimulatePanel.tsx';
import { SpacesPanel } from '../panels/SpacesPanel.tsx';
import { SupernetPanel } from '../panels/SupernetPanel.tsx';
import { TaskPanel } from '../panels/TaskPanel.tsx';
import { STEP_TITLES } from './titles.ts';

export const STEPS: readonly { readonly id: PanelId; readonly title: string; readonly body: ComponentType }[] = [
  { id: 'board', title: STEP_TITLES.board, body: memo(BoardPanel) },
  { id: 'task', title: STEP_TITLES.task, body: memo(TaskPanel) },
  { id: 'spaces', title: STEP_TITLES.spaces, body: memo(SpacesPanel) },
  { id: 'supernet', title: STEP_TITLES.supernet, body: memo(SupernetPanel) },
  { id: 'search', title: STEP_TITLES.search, body: memo(SearchPanel) },
  { id: 'network', title: STEP_TITLES.network, body: memo(NetworkPanel) },
  { id: 'export', title: STEP_TITLES.export, body: memo(ExportPanel) },
  { id: 'simulate', title: STEP_TITLES.simulate, body: memo(SimulatePanel) },
  { id: 'live', title: STEP_TITLES.live, body: memo(LivePanel) },
];
