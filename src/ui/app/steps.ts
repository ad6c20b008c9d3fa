/** The pipeline in order: what each step is called and which panel shows it. */
import type { ComponentType } from 'react';
import type { PanelId } from '../../store/index.ts';
import { BoardPanel } from '../panels/BoardPanel.tsx';
import { ExportPanel } from '../panels/ExportPanel.tsx';
import { NetworkPanel } from '../panels/NetworkPanel.tsx';
import { SearchPanel } from '../panels/SearchPanel.tsx';
import { SimulatePanel } from '../panels/SimulatePanel.tsx';
import { SpacesPanel } from '../panels/SpacesPanel.tsx';
import { SupernetPanel } from '../panels/SupernetPanel.tsx';
import { TaskPanel } from '../panels/TaskPanel.tsx';

export const STEPS: readonly { readonly id: PanelId; readonly title: string; readonly body: ComponentType }[] = [
  { id: 'board', title: 'Board and budgets', body: BoardPanel },
  { id: 'task', title: 'Task', body: TaskPanel },
  { id: 'spaces', title: 'Search spaces', body: SpacesPanel },
  { id: 'supernet', title: 'Supernet', body: SupernetPanel },
  { id: 'search', title: 'Search', body: SearchPanel },
  { id: 'network', title: 'Chosen network', body: NetworkPanel },
  { id: 'export', title: 'Export as C', body: ExportPanel },
  { id: 'simulate', title: 'Simulate', body: SimulatePanel },
];
