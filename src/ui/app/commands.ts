/**
 * Everything the page can be asked to do, in one registry: it feeds the key handler, the help and the command palette,
 * so that none of them can say what another does not. A row is added here and nowhere else; keys without Mod can be
 * switched off (WCAG 2.1.4), so none of them is the only way to anything.
 */
import { isHidden, isLocked } from '../../engine/index.ts';
import { budgetForSearch, budgetInForce, frontOf, PANELS, pinnable, type Session } from '../../store/index.ts';
import { goToPins } from '../panels/pins/goToPins.ts';
import { learn } from '../lessons/learn.ts';
import { goTo } from './navigate.ts';
import { askForFile, openModelFile } from './openFile.ts';
import { allBoards, boardOf } from './session.tsx';
import { COMMAND_LINES, copyCommandLine, copyEmbed, copyLink, copyResultLink } from './share.ts';
import { STEPS } from './steps.ts';
import { applyTheme, themeStore, type Theme } from './theme.ts';

export type Group = 'Go to' | 'Search' | 'Settings' | 'Share' | 'Files' | 'Learn' | 'View' | 'Help';

export type DialogName = 'help' | 'palette';

export interface CommandContext {
  readonly session: Session;
  readonly open: (dialog: DialogName) => void;
}

export interface Command {
  /** Never shown, never changed: tests and links between rows name it. */
  readonly id: string;
  readonly group: Group;
  /** What it does, as a person would ask for it. */
  readonly title: string;
  /** Chords as chord.ts reads them; the first is the one shown beside buttons. */
  readonly keys?: readonly string[];
  /** More words by which the palette finds it. */
  readonly words?: string;
  readonly run: (context: CommandContext) => void;
  /** Left out: always. */
  readonly enabled?: (session: Session) => boolean;
}

const running = ({ jobs }: Session): boolean => ['search', 'train'].some((job) => jobs.getState()[job as 'search' | 'train']?.status === 'running');

/** Not what a teacher's link hides or locks, by the engine's list of controls. */
const free = ({ recipe }: Session, control: string): boolean => {
  const { view } = recipe.getState().recipe;
  return !isHidden(view, control) && !isLocked(view, control);
};

function walkFront({ results, recipe, view, actions }: Session, by: number): void {
  const { search } = results.getState();
  if (!search) return;
  const state = recipe.getState().recipe;
  const front = frontOf(search.candidates, view.getState().axis, budgetForSearch(budgetInForce(state, boardOf(state)), search.recipe));
  const current = front.findIndex((row) => row.genome === (state.view.selected ?? search.result?.genome));
  const next = front[Math.max(0, Math.min(front.length - 1, current + by))];
  if (next) void actions.look(next.genome === search.result?.genome ? null : next.genome);
}

/** The search that ships with the page, in the place of one's own, which stays in storage. */
async function showRecorded({ showRecorded: draw, results, recipe, actions, view }: Session): Promise<void> {
  await draw();
  if (results.getState().search?.recorded !== true) return view.say('problem', 'The recorded search could not be fetched: the network is off, or the page is no longer served.');
  recipe.look({ selected: null });
  view.say('info', 'The recorded search stands here again. Your own is kept: it is back when the page is reloaded.');
  await actions.closeModel();
}

const STEPS_TO: readonly Command[] = STEPS.map(({ id, title }, index) => ({
  id: `go-${id}`, group: 'Go to', title: `Go to ${title}`, words: `step ${index + 1}`, keys: [String(index + 1)], enabled: ({ recipe }) => !isHidden(recipe.getState().recipe.view, `step-${id}`), run: ({ session }) => goTo(session, id),
}));

const SEARCH: readonly Command[] = [
  { id: 'run-search', group: 'Search', title: 'Run the search', keys: ['R'], enabled: (session) => session.jobs.getState().search?.status !== 'running' && free(session, 'run'), run: ({ session }) => { goTo(session, 'search'); void session.actions.search(); } },
  { id: 'train', group: 'Search', title: 'Train the supernet', words: 'epochs', enabled: (session) => !running(session) && free(session, 'training') && session.recipe.getState().recipe.training.epochs + session.recipe.getState().recipe.training.largestEpochs > 0, run: ({ session }) => { goTo(session, 'supernet'); void session.actions.train(); } },
  { id: 'stop', group: 'Search', title: 'Stop the search and the training', keys: ['S'], words: 'cancel pause', enabled: running, run: ({ session: { jobs } }) => { jobs.stop('search'); jobs.stop('train'); } },
  {
    id: 'recorded', group: 'Search', title: 'Show the recorded search', words: 'demo example first visit reset',
    enabled: (session) => session.results.getState().search?.recorded !== true && session.jobs.getState().search?.status !== 'running' && free(session, 'network'),
    run: ({ session }) => { goTo(session, 'search'); void showRecorded(session); },
  },
  { id: 'front-next', group: 'Search', title: 'Next network on the Pareto front', keys: ['J'], enabled: (session) => session.results.getState().search !== null && free(session, 'network'), run: ({ session }) => walkFront(session, 1) },
  { id: 'front-previous', group: 'Search', title: 'Previous network on the Pareto front', keys: ['K'], enabled: (session) => session.results.getState().search !== null && free(session, 'network'), run: ({ session }) => walkFront(session, -1) },
  { id: 'front-choice', group: 'Search', title: 'Back to the search’s choice', enabled: (session) => session.recipe.getState().recipe.view.selected !== null && free(session, 'network'), run: ({ session }) => void session.actions.look(null) },
  { id: 'pin', group: 'Search', title: 'Pin this network', keys: ['P'], words: 'keep bookmark star', enabled: ({ results, recipe }) => pinnable(results.getState(), recipe.getState().recipe) !== null, run: ({ session }) => session.actions.pin() },
  { id: 'pins', group: 'Go to', title: 'Go to the pinned networks', keys: ['C'], words: 'compare bookmarks', enabled: ({ pins }) => pins.getState().pins.length > 0, run: () => goToPins() },
];

const SETTINGS: readonly Command[] = [
  { id: 'undo', group: 'Settings', title: 'Undo', keys: ['Mod+Z'], enabled: ({ recipe }) => recipe.getState().past.length > 0, run: ({ session: { recipe } }) => recipe.undo() },
  { id: 'redo', group: 'Settings', title: 'Redo', keys: ['Mod+Shift+Z'], enabled: ({ recipe }) => recipe.getState().future.length > 0, run: ({ session: { recipe } }) => recipe.redo() },
  {
    id: 'back-to-link', group: 'Settings', title: 'Go back to the settings of the link', words: 'reset changed', enabled: ({ recipe }) => recipe.getState().linked !== null,
    run: ({ session: { recipe } }) => { const { linked } = recipe.getState(); if (linked) recipe.edit(() => linked); },
  },
];

const BOARDS: readonly Command[] = allBoards().map(({ id, name, mcu }) => ({
  id: `board-${id}`, group: 'Settings', title: `Board: ${name}`, words: `${id} ${mcu}`, enabled: (session) => session.recipe.getState().recipe.board !== id && free(session, 'board'),
  run: ({ session }) => { session.recipe.edit((recipe) => ({ ...recipe, board: id })); },
}));

const VERBS: Record<(typeof COMMAND_LINES)[number], string> = { search: 'this search', spaces: 'the ranking of spaces', analyze: 'the analysis of this network', export: 'this export', simulate: 'this simulation', eval: 'the test of this network' };

const SHARE: readonly Command[] = [
  { id: 'copy-link', group: 'Share', title: 'Copy link', words: 'share url address', run: ({ session }) => void copyLink(session) },
  { id: 'copy-result-link', group: 'Share', title: 'Copy result link', words: 'share url reproduce', enabled: ({ results }) => results.getState().search?.result != null, run: ({ session }) => void copyResultLink(session) },
  ...COMMAND_LINES.map((verb): Command => ({ id: `copy-command-${verb}`, group: 'Share', title: `Copy as command: ${VERBS[verb]}`, words: `terminal shell npx cli ${verb}`, run: ({ session }) => void copyCommandLine(session, verb) })),
  ...STEPS.map(({ id, title }): Command => ({ id: `embed-${id}`, group: 'Share', title: `Copy embed code: ${title}`, words: 'iframe frame html', run: ({ session }) => void copyEmbed(session, id, title) })),
];

const FILES: readonly Command[] = [
  { id: 'open-file', group: 'Files', title: 'Open a model or firmware file', words: 'tflite import elf uf2', enabled: (session) => free(session, 'open-model'), run: ({ session }) => askForFile((file) => void openModelFile(session, file)) },
  { id: 'close-file', group: 'Files', title: 'Back to the search’s network', words: 'close model', enabled: ({ results }) => results.getState().opened !== null, run: ({ session }) => void session.actions.closeModel() },
  { id: 'export', group: 'Files', title: 'Export: C sources or a firmware image', words: 'download bundle zip cmake arduino zephyr', run: ({ session }) => goTo(session, 'export') },
];

const THEMES: Record<Theme, string> = { system: 'as the system has it', light: 'light', dark: 'dark' };

const VIEW: readonly Command[] = [
  ...(Object.keys(THEMES) as Theme[]).map((theme): Command => ({ id: `theme-${theme}`, group: 'View', title: `Theme: ${THEMES[theme]}`, words: 'mode colours', enabled: () => themeStore.getState().theme !== theme, run: () => applyTheme(theme) })),
  { id: 'open-all', group: 'View', title: 'Open every step', words: 'expand', run: ({ session: { view } }) => view.setState({ closed: [] }) },
  { id: 'close-all', group: 'View', title: 'Fold every step to its one line', words: 'collapse', run: ({ session: { view } }) => view.setState({ closed: [...PANELS] }) },
  {
    id: 'open-model', group: 'View', title: 'Open up the network: graph, weights, activations, code', keys: ['M'], words: 'model view layers inspector tensors histogram netron', enabled: ({ results }) => results.getState().analysis !== null,
    run: ({ session }) => { session.view.setState({ modelOpen: true }); goTo(session, 'network', 'model'); },
  },
  { id: 'print', group: 'View', title: 'Print this page', words: 'pdf paper', run: () => window.print() },
];

const LEARN: readonly Command[] = [
  { id: 'learn', group: 'Learn', title: 'Lessons and challenges', keys: ['L'], words: 'learn teach tutorial course', run: () => learn.setState(({ active }) => ({ open: active ? 'lesson' : 'list' })) },
  { id: 'class-link', group: 'Learn', title: 'Make a link for a class', words: 'teacher hide lock controls', run: () => learn.setState({ open: 'teacher' }) },
  { id: 'class-board', group: 'Learn', title: 'Class board: many links in one chart', words: 'teacher paste pareto students', run: () => learn.setState({ open: 'board' }) },
];

const HELP: readonly Command[] = [
  { id: 'palette', group: 'Help', title: 'Find a command', keys: ['Mod+K', '/'], run: ({ open }) => open('palette') },
  { id: 'help', group: 'Help', title: 'Keys of this page', keys: ['?'], words: 'shortcuts help', run: ({ open }) => open('help') },
  { id: 'letter-keys', group: 'Help', title: 'Switch letter and number keys on or off', words: 'shortcuts single key', run: ({ session: { view } }) => view.setState(({ letterKeys }) => ({ letterKeys: !letterKeys })) },
];

export const COMMANDS: readonly Command[] = [...STEPS_TO, ...SEARCH, ...SETTINGS, ...SHARE, ...FILES, ...LEARN, ...VIEW, ...HELP, ...BOARDS];

export const isEnabled = ({ enabled }: Command, session: Session): boolean => enabled?.(session) ?? true;
