/**
 * Pinned networks: under names and with notes of one's own, each with its verdict under the budgets in force; two or
 * more side by side; opened again, dropped with a way back, and taken along as a file.
 */
import { useState, type ReactNode } from 'react';
import { count, kib, ms, percent, plural, saveFile, toCsv } from '../../../charts/index.ts';
import { LONGEST_NAME, LONGEST_NOTE, type Pin } from '../../../store/index.ts';
import { boardOf, useLimits, usePins, useRecipe, useSession } from '../../app/session.tsx';
import { Button, useFocusAs, Verdict } from '../../kit/index.ts';
import { PinsCompare } from './PinsCompare.tsx';
import { pinsJson, pinsTable, type PinLine } from './pinTable.ts';
import '../../styles/pins.css';

export default function Pins(): ReactNode {
  const { pins, dropped, prices } = usePins();
  const { pins: store } = useSession();
  const board = boardOf(useRecipe());
  const budget = useLimits();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const undo = useFocusAs<HTMLButtonElement>(dropped);
  const lines = pins.map((pin): PinLine => ({ pin, price: prices?.board === board.id ? prices.rows.get(pin.genome) ?? null : null }));
  const beside = chosen.flatMap((id) => lines.find(({ pin }) => pin.id === id) ?? []);
  const back = (): void => {
    store.undrop();
    document.getElementById('pins-title')?.focus();
  };
  return (
    <section className="pins" id="pins" aria-labelledby="pins-title">
      <div className="toolbar">
        <h2 id="pins-title" tabIndex={-1}>Pinned networks</h2>
        {pins.length > 0 && (
          <div className="actions">
            <Button tone="quiet" onClick={() => saveFile('pins.csv', toCsv(pinsTable(lines, budget)), 'text/csv')}>Download as CSV</Button>
            <Button tone="quiet" onClick={() => saveFile('pins.json', pinsJson(lines, budget), 'application/json')}>Download as JSON</Button>
          </div>
        )}
      </div>
      {pins.length > 0 && (
        <p className="fine">Kept in this browser. What they cost is estimated for the {board.name} by the models a search judges by, and held against the budgets of step 1. Tick two or more to see them side by side.</p>
      )}
      <ul className="pin-list">
        {lines.map(({ pin, price }) => (
          <li key={pin.id}>
            <label className="pin-choose"><input type="checkbox" checked={chosen.includes(pin.id)} onChange={({ target }) => setChosen(target.checked ? [...chosen, pin.id] : chosen.filter((id) => id !== pin.id))} /><span className="visually-hidden">Compare {pin.name}</span></label>
            <div className="pin-words">
              <Text className="pin-name" label={`Name of ${pin.name}`} value={pin.name} most={LONGEST_NAME} onCommit={(name) => store.rename(pin.id, name)} />
              <code className="genome">{pin.genome}</code>
              <Text className="pin-note" label={`Note on ${pin.name}`} value={pin.note} most={LONGEST_NOTE} placeholder="Add a note" long onCommit={(note) => store.annotate(pin.id, note)} />
            </div>
            <div className="pin-facts">
              {price ? <Verdict costs={price} budget={budget} /> : <span className="hint">asking what it costs here …</span>}
              <span>{accuracyText(pin)}</span>
              {price && <span className="hint">{kib(price.sramBytes)} SRAM, {kib(price.flashBytes)} flash, {ms(price.latencyMs)}, {count(price.macs)} MACs</span>}
            </div>
            <PinActions pin={pin} />
          </li>
        ))}
      </ul>
      {dropped !== null && <p className="notice pin-dropped" role="status"><span>“{dropped.pin.name}” is dropped.</span><button type="button" ref={undo} className="button quiet" onClick={back}>Undo</button></p>}
      {beside.length > 1 && <PinsCompare lines={beside} budget={budget} />}
    </section>
  );
}

function PinActions({ pin }: { readonly pin: Pin }): ReactNode {
  const { actions, pins } = useSession();
  const open = (): void => {
    void actions.openPin(pin);
    document.getElementById('network')?.scrollIntoView({ behavior: 'instant' });
    document.querySelector<HTMLElement>('#network h2 button')?.focus({ preventScroll: true });
  };
  return (
    <span className="actions">
      <Button tone="quiet" aria-label={`Open ${pin.name}`} onClick={open}>Open</Button>
      <Button tone="quiet" aria-label={`Drop ${pin.name}`} onClick={() => pins.drop(pin.id)}>Drop</Button>
    </span>
  );
}

function accuracyText({ accuracy: { inherited, test }, data, recorded }: Pin): string {
  const of = data === null ? '' : ` of your data (${data})`;
  if (test) return `${percent(test.int8)} int8, measured on ${plural(test.count, 'test example')}${of}${recorded ? ', recorded' : ''}`;
  return inherited === null ? 'accuracy not measured' : `${percent(inherited)} inherited, measured on the validation split${of}${recorded ? ', recorded' : ''}`;
}

/** A text that is taken on leaving it, a name also on Enter; Escape goes back to what it was. */
function Text({ label, value, most, placeholder, className, long = false, onCommit }: {
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly placeholder?: string;
  readonly className: string;
  readonly long?: boolean;
  readonly onCommit: (value: string) => void;
}): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (): void => {
    if (draft !== null && draft !== value) onCommit(draft);
    setDraft(null);
  };
  const shared = {
    'aria-label': label, className, placeholder, maxLength: most, value: draft ?? value,
    onChange: ({ target }: { readonly target: { readonly value: string } }): void => setDraft(target.value),
    onBlur: commit,
    onKeyDown: ({ key }: { readonly key: string }): void => {
      if (key === 'Escape') setDraft(null);
      else if (key === 'Enter' && !long) commit();
    },
  };
  return long ? <textarea rows={1} {...shared} /> : <input type="text" autoComplete="off" {...shared} />;
}
