/**
 * The little of Markdown that lessons use, read into a tree of plain data: paragraphs, lists, `###` headings; emphasis,
 * code, links to steps of the page (`#network`) and to https addresses, and live figures, `{{net.macs | M}}`. There is
 * no HTML in the tree, so none can reach the page.
 */
import { PANELS, type PanelId } from '../../store/index.ts';
import { parseExpression, type Expression } from './expression.ts';
import { LessonError } from './LessonError.ts';
import { isUnit, UNITS, type Unit } from './units.ts';

export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly children: readonly Inline[] }
  | { readonly kind: 'panel'; readonly panel: PanelId; readonly children: readonly Inline[] }
  | { readonly kind: 'address'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: 'value'; readonly expression: Expression; readonly unit: Unit };

export type Block =
  | { readonly kind: 'paragraph' | 'heading'; readonly children: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] };

/** Where text stands, and which figures it may name. */
export interface Place {
  readonly file: string;
  /** Of the text's first line, from 1. */
  readonly line: number;
  readonly known: (name: string) => boolean;
}

const INLINE = /\{\{([^{}]*)\}\}|`([^`\n]+)`|\*\*(.+?)\*\*|\*(?!\s)([^*]+?)\*|\[([^\]\n]+)\]\(([^()\s]+)\)/s;
const MOST_NESTING = 4;

export function parseInline(text: string, place: Place, depth = 0): Inline[] {
  const parts: Inline[] = [];
  let rest = text;
  while (rest !== '') {
    const found = depth < MOST_NESTING ? INLINE.exec(rest) : null;
    if (found === null) break;
    if (found.index > 0) parts.push(plain(rest.slice(0, found.index), place));
    parts.push(special(found, place, depth));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest !== '') parts.push(plain(rest, place));
  return parts;
}

function plain(text: string, { file, line }: Place): Inline {
  if (/\{\{|\}\}/.test(text)) throw new LessonError('a live figure has “{{” without “}}”, or the other way round', file, line);
  return { kind: 'text', text: text.replace(/\s*\n\s*/g, ' ') };
}

function special([, value, code, strong, em, words, target]: RegExpExecArray, place: Place, depth: number): Inline {
  if (value !== undefined) return valueOf(value, place);
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', children: parseInline(strong, place, depth + 1) };
  if (em !== undefined) return { kind: 'em', children: parseInline(em, place, depth + 1) };
  return linkOf(target ?? '', parseInline(words ?? '', place, depth + 1), place);
}

function valueOf(text: string, { file, line, known }: Place): Inline {
  const [sum, unit = 'none', ...more] = text.split('|').map((part) => part.trim());
  if (!isUnit(unit) || more.length > 0) throw new LessonError(`“${text.trim()}” has the unit “${unit}”; known are ${UNITS.join(', ')}`, file, line);
  return { kind: 'value', expression: parseExpression(sum, known, file, line), unit };
}

function linkOf(target: string, children: readonly Inline[], { file, line }: Place): Inline {
  const panel = PANELS.find((id) => target === `#${id}`);
  if (panel !== undefined) return { kind: 'panel', panel, children };
  if (/^https:\/\/[\w.-]+(\/[^\s"<>]*)?$/.test(target)) return { kind: 'address', href: target, children };
  throw new LessonError(`a link goes to “${target.slice(0, 60)}”; it may go to a step (${PANELS.map((id) => `#${id}`).join(', ')}) or to an https address`, file, line);
}

/** @throws LessonError at the line */
export function parseBlocks(lines: readonly string[], place: Place): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const first = lines[at];
    const here: Place = { ...place, line: place.line + at };
    if (first.trim() === '') { at++; continue; }
    if (/^<|<\/?[a-z]+>/i.test(first)) throw new LessonError('has HTML, which lessons cannot have', here.file, here.line);
    if (first.startsWith('### ')) {
      blocks.push({ kind: 'heading', children: parseInline(first.slice(4), here) });
      at++;
      continue;
    }
    const end = lines.findIndex((line, index) => index > at && (line.trim() === '' || line.startsWith('### ')));
    const block = lines.slice(at, end === -1 ? lines.length : end);
    blocks.push(/^(- |\d+\. )/.test(first) ? listOf(block, here) : { kind: 'paragraph', children: parseInline(block.join('\n'), here) });
    at += block.length;
  }
  return blocks;
}

function listOf(lines: readonly string[], place: Place): Block {
  const ordered = /^\d/.test(lines[0]);
  const items: { text: string; line: number }[] = [];
  lines.forEach((line, index) => {
    const item = /^(?:- |\d+\. )(.*)$/.exec(line);
    if (item) items.push({ text: item[1], line: place.line + index });
    else items[items.length - 1].text += `\n${line}`;
  });
  return { kind: 'list', ordered, items: items.map(({ text, line }) => parseInline(text, { ...place, line })) };
}

/** Every live figure that a text names. */
export function expressionsIn(parts: readonly Inline[]): readonly Expression[] {
  return parts.flatMap((part) => (part.kind === 'value' ? [part.expression] : 'children' in part ? expressionsIn(part.children) : []));
}
