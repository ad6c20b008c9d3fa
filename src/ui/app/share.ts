/** What can be copied away: links, links with a result, code that embeds a panel, and the same as a command line. */
import { analyzeCommand, encodeLink, encodeResultLink, evalCommandLine, exportCommandLine, genomeCommand, searchCommand, simulateCommand, spacesCommand, type CommandTarget, type Recipe } from '../../engine/index.ts';
import { networkInHand, sameRun, shareOf, type Session } from '../../store/index.ts';
import { flagsOf, otherwise } from '../panels/techniqueTable.ts';
import { copyText } from './clipboard.ts';

/** The page's own address, wherever it is served, with another fragment. */
export const addressOf = (fragment: string): string => `${location.href.split('#')[0]}${fragment}`;

/** Says that it was done, or shows what was to be copied where the browser does not allow it. */
export async function copy({ view }: Pick<Session, 'view'>, text: string, done: string): Promise<void> {
  const copied = await copyText(text);
  view.say(copied ? 'info' : 'problem', copied ? done : `The browser did not allow copying; here it is: ${text}`);
}

const unframed = ({ view: { embed: _, ...view }, ...recipe }: Recipe): Recipe => ({ ...recipe, view });

export const copyLink = (session: Session): Promise<void> =>
  copy(session, addressOf(encodeLink(unframed(session.recipe.getState().recipe))), linkCopied(session));

/** What the link gives elsewhere, and what of this page it does not hold. */
export function linkCopied({ results, view }: Pick<Session, 'results' | 'view'>): string {
  const { own, opened } = results.getState();
  const compiled = otherwise(view.getState().techniques);
  const missing = [...(own ? ['your own data'] : []), ...(opened ? [`the file ${opened.name}`] : []), ...(compiled === '' ? [] : [`how the network is compiled here (${compiled})`])];
  if (missing.length === 0) return 'Link copied. It holds these settings, and gives the same result elsewhere.';
  return `Link copied. It holds these settings, but not ${missing.join(' nor ')}: without ${missing.length === 1 ? 'that' : 'those'} the result elsewhere is another.`;
}

export async function copyResultLink(session: Session): Promise<void> {
  const share = shareOf(session.results.getState().search);
  if ('problem' in share) session.view.say('problem', share.problem);
  else await copy(session, addressOf(encodeResultLink(share)), 'Link with its result copied. Who opens it reads the figures at once, and can run the search again to see whether they hold.');
}

/** The fragment that shows one panel, or one chart of it, alone; with the result where the settings are those that gave it. */
function embedFragment({ recipe: { getState }, results }: Pick<Session, 'recipe' | 'results'>, embed: string): string {
  const recipe = unframed(getState().recipe);
  const framed = { ...recipe, view: { ...recipe.view, panel: '', embed } };
  const share = shareOf(results.getState().search);
  return 'problem' in share || !sameRun(share.recipe, recipe) ? encodeLink(framed) : encodeResultLink({ recipe: framed, result: share.result });
}

/** @param embed a panel, or a panel and the name of one of its charts after a dash */
export function copyEmbed(session: Session, embed: string, title: string): Promise<void> {
  const code = `<iframe src="${addressOf(embedFragment(session, embed))}" title="Thimble: ${title.replaceAll(/["<>&]/g, ' ')}" width="100%" height="640" loading="lazy" style="border:0"></iframe>`;
  return copy(session, code, 'Code copied: it shows this alone in another page, to be read only, with a line that leads here.');
}

export const COMMAND_LINES = ['search', 'spaces', 'analyze', 'export', 'simulate', 'eval'] as const;
export type CommandLine = (typeof COMMAND_LINES)[number];

/** The command that does what this panel shows, or null where there is nothing to do it with. */
function commandLineOf({ recipe, results, view }: Pick<Session, 'recipe' | 'results' | 'view'>, verb: CommandLine): string | null {
  const now = recipe.getState().recipe;
  const { family, techniques, format } = view.getState();
  const { opened, search, analysis } = results.getState();
  if (verb === 'search') return searchCommand(now);
  if (verb === 'spaces') return spacesCommand(now, family);
  if (verb === 'analyze' && !opened && analysis?.genome != null && analysis.genome !== search?.result?.genome) return genomeCommand(analysis.genome, now);
  const hand = networkInHand({ opened, search }, now);
  if (!hand || (!hand.opened && search?.data !== null)) return null; // your own data travel in no link
  const target: CommandTarget = { file: hand.opened ? hand.name : null, searched: search?.recipe ?? now, now, techniques: flagsOf(techniques) };
  switch (verb) {
    case 'analyze': return analyzeCommand(target);
    case 'export': return exportCommandLine(target, format);
    case 'simulate': return simulateCommand(target);
    case 'eval': return evalCommandLine(target);
    default: return verb satisfies never;
  }
}

export async function copyCommandLine(session: Session, verb: CommandLine): Promise<void> {
  const text = commandLineOf(session, verb);
  if (text === null) session.view.say('problem', 'No command can make this: there is no network yet, or it is of your own data, which no link holds. Run a search of a built-in task, or open a model file.');
  else await copy(session, text, 'Command copied. It does the same in a terminal, to the same bytes.');
}
