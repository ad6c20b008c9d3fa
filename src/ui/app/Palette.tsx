/**
 * The command palette: everything the registry knows and everything in sight, found by typing. A combobox over a list
 * box (WAI-ARIA Authoring Practices, "Combobox"): the focus stays in the field, arrows move the option that Enter takes.
 */
import { useEffect, useId, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useModal } from '../kit/index.ts';
import { keyCaps } from './chord.ts';
import { COMMANDS, isEnabled, type CommandContext } from './commands.ts';
import { found } from './find.ts';
import { figuresOnPage, itemsOnPage } from './onPage.ts';
import { copyEmbed } from './share.ts';

interface Row {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly words: string;
  readonly chord: string | undefined;
  readonly run: () => void;
}

const MOST_SHOWN = 60;

function rowsOf(context: CommandContext): readonly Row[] {
  const known = COMMANDS.filter((command) => command.id !== 'palette' && isEnabled(command, context.session)).map(({ id, group, title, words = '', keys, run }): Row => ({ id, group, title, words, chord: keys?.[0], run: () => run(context) }));
  const titles = new Set(known.map(({ title }) => title));
  const onPage = itemsOnPage(document.body).filter(({ title }) => !titles.has(title));
  const charts = figuresOnPage(document.body).map(({ embed, title }): Row => ({
    id: `embed-chart-${embed}`, group: 'Share', title: `Copy embed code: ${title}`, words: 'iframe frame html chart figure', chord: undefined, run: () => void copyEmbed(context.session, embed, title),
  }));
  return [...known, ...onPage.map((item): Row => ({ ...item, words: item.group, chord: undefined })), ...charts];
}

export function Palette({ context, open, onClose }: { readonly context: CommandContext; readonly open: boolean; readonly onClose: () => void }): ReactNode {
  const dialog = useModal(onClose, open);
  return (
    <dialog {...dialog} className="dialog palette" aria-label="Commands" onClick={(event) => { if (event.target === event.currentTarget) onClose(); }}>
      {open && <Finder context={context} close={() => flushSync(onClose)} />}
    </dialog>
  );
}

function Finder({ context, close }: { readonly context: CommandContext; readonly close: () => void }): ReactNode {
  const id = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const rows = useMemo(() => rowsOf(context), [context]);
  const hits = useMemo(() => found(query, rows, ({ title, words }) => `${title} ${words}`), [query, rows]);
  const shown = hits.slice(0, MOST_SHOWN);
  const current = shown[Math.min(at, shown.length - 1)];
  // in braces: browsers begin to answer a promise here, which is no clean-up
  useEffect(() => { void document.getElementById(`${id}-${current?.id}`)?.scrollIntoView({ block: 'nearest' }); }, [id, current]);

  const take = (row: Row | undefined): void => {
    if (!row) return;
    close(); // first, so that the focus comes back and the command may then move it
    row.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = shown.length - 1;
    const next = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, PageDown: Math.min(last, at + 8), PageUp: Math.max(0, at - 8) }[event.key];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) take(current);
    else if (next === undefined) return;
    else setAt(Math.max(0, next));
    event.preventDefault();
  };
  return (
    <>
      <input
        className="palette-query" type="text" role="combobox" aria-label="Find a command" aria-expanded="true" aria-controls={`${id}-list`} aria-autocomplete="list" autoComplete="off" spellCheck={false}
        aria-activedescendant={current ? `${id}-${current.id}` : undefined} placeholder="What would you like to do?" autoFocus value={query} onKeyDown={onKeyDown}
        onChange={(event) => { setQuery(event.target.value); setAt(0); }}
      />
      <ul className="palette-list" id={`${id}-list`} role="listbox" aria-label="Commands" tabIndex={-1}>
        {shown.map((row, index) => (
          // Pointers only: keys act in the field, which keeps the focus.
          <li key={row.id} id={`${id}-${row.id}`} role="option" aria-selected={row === current} onPointerMove={() => { if (index !== at) setAt(index); }} onClick={() => take(row)}>
            <span className="palette-title">{row.title}</span>
            <span className="palette-group">{row.group}</span>
            {row.chord !== undefined && <span className="palette-keys">{keyCaps(row.chord, navigator.platform).map((cap) => <kbd key={cap}>{cap}</kbd>)}</span>}
          </li>
        ))}
      </ul>
      <p className="hint" role="status">{hits.length === 0 ? 'Nothing goes by that name. Open a step to have what it offers in this list.' : hits.length > MOST_SHOWN ? `The first ${MOST_SHOWN} of ${hits.length}; type to narrow them down.` : `${hits.length} to choose from: arrows, then Enter.`}</p>
    </>
  );
}
