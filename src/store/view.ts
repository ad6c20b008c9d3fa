/** What the page shows and says, none of which decides a search: open panels, axes, layers pointed at, how to compile, notices. */
import { createStore } from 'zustand/vanilla';
import { defaultTechniques, type ExportFormat, type Techniques, type Trait } from '../engine/index.ts';
import type { Family } from './results.ts';

export const PANELS = ['board', 'task', 'spaces', 'supernet', 'search', 'network', 'export', 'simulate', 'live'] as const;
export type PanelId = (typeof PANELS)[number];
export type CostAxis = 'sram' | 'flash' | 'macs' | 'latency';

/** Both ends included. */
export type Range = readonly [low: number, high: number];

/** What networks can be picked out by beside their accuracy. */
export type BrushAxis = CostAxis | Trait;

/** Costs in the axis' base unit, accuracies as shares of one. */
export interface Brush {
  readonly axis: CostAxis;
  readonly cost: Range;
  readonly accuracy: Range;
  /** Ranges on further axes, drawn on the axes side by side. */
  readonly also?: Readonly<Partial<Record<BrushAxis, Range>>>;
}

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'problem';
  readonly text: string;
}

export interface ViewState {
  readonly closed: readonly PanelId[];
  readonly family: Family;
  /** Spaces whose CDF is drawn, beside the best. */
  readonly curves: readonly string[];
  readonly axis: CostAxis;
  /** A second cost, drawn as the size of the dots; null for none. */
  readonly sizeBy: CostAxis | null;
  /** Networks of the search that are picked out by a frame over its chart, in every chart of them; null for none. */
  readonly brush: Brush | null;
  /** Name of the layer pointed out in every chart and view of the network; null for none. */
  readonly selectedLayer: string | null;
  /** Whether the network is shown opened up, as a graph. */
  readonly modelOpen: boolean;
  /** How the network in hand is compiled, for analysis, export and simulation alike. */
  readonly techniques: Techniques;
  readonly format: ExportFormat;
  /** Networks a second that the last search here measured; null before one has. */
  readonly searchPace: number | null;
  /** What the last whole search here took beside measuring, in milliseconds; null before one was run to its end. */
  readonly searchRestMs: number | null;
  /** What trains: a graphics processor only where a person chose it in this visit. */
  readonly device: 'cpu' | 'gpu';
  /** Whether keys without Ctrl act (WCAG 2.1.4). */
  readonly letterKeys: boolean;
  readonly notices: readonly Notice[];
}

export const createViewStore = () => {
  const store = createStore<ViewState>(() => ({ closed: ['task', 'supernet', 'export', 'live'], family: 'dscnn', curves: [], axis: 'sram', sizeBy: null, brush: null, selectedLayer: null, modelOpen: false, techniques: defaultTechniques, format: 'cmake', searchPace: null, searchRestMs: null, device: 'cpu', letterKeys: true, notices: [] }));
  let serial = 0;
  return {
    ...store,
    say: (tone: Notice['tone'], text: string): void => store.setState(({ notices }) => ({
      notices: [...notices.filter((notice) => notice.text !== text), { id: ++serial, tone, text }].slice(-4),
    })),
    dismiss: (id: number): void => store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
    toggle: (panel: PanelId): void => store.setState(({ closed }) => ({ closed: closed.includes(panel) ? closed.filter((one) => one !== panel) : [...closed, panel] })),
    show: (panel: PanelId): void => store.setState(({ closed }) => ({ closed: closed.filter((one) => one !== panel) })),
    /** The same layer again lets it go. */
    pointOut: (name: string): void => store.setState(({ selectedLayer }) => ({ selectedLayer: selectedLayer === name ? null : name })),
    /** Draws or drops one space's curve; at most five beside the best, the oldest goes first. */
    toggleCurve: (id: string): void => store.setState(({ curves }) => ({ curves: curves.includes(id) ? curves.filter((one) => one !== id) : [...curves, id].slice(-5) })),
  };
};
export type ViewStore = ReturnType<typeof createViewStore>;
