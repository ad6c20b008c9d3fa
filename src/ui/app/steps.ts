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

export const STEPS: readonly { readonly id: PanelId; readonly title: string; readonly body: ComponentType }[] = [
  { id: 'board', title: 'Board and budgets', body: memo(BoardPanel) },
  { id: 'task', title: 'Task', body: memo(TaskPanel) },
  { id: 'spaces', title: 'Search spaces', body: memo(SpacesPanel) },
  { id: 'supernet', title: 'Supernet', body: memo(SupernetPanel) },
  { id: 'search', title: 'Search', body: memo(SearchPanel) },
  { id: 'network', title: 'Chosen network', body: memo(NetworkPanel) },
  { id: 'export', title: 'Export', body: memo(ExportPanel) },
  { id: 'simulate', title: 'Simulate', body: memo(SimulatePanel) },
  { id: 'live', title: 'Try it live', body: memo(LivePanel) },
];
