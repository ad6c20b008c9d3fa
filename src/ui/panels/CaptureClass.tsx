/** One class of recordings: its name, the button to hold, and its takes, each to be heard or seen and to be deleted. */
import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { plural } from '../../charts/index.ts';
import type { Take, TakeKind } from '../../store/index.ts';
import { HoldButton } from '../capture/HoldButton.tsx';
import type { Player } from '../capture/play.ts';
import { outline } from '../capture/takes.ts';
import { Button, focusBeside } from '../kit/index.ts';

interface Props {
  readonly label: string;
  readonly kind: TakeKind;
  readonly takes: readonly Take[];
  /** Whether a hold would record. */
  readonly ready: boolean;
  readonly player: Player;
  readonly onHold: () => void;
  readonly onRelease: () => void;
  /** @returns why not, or null */
  readonly onRename: (to: string) => string | null;
  readonly onDrop: (id: number) => void;
  readonly onDropClass: () => void;
  readonly onProblem: (error: unknown) => void;
}

/** Newest first; older ones are kept, and shown on request. */
const SHOWN = 12;

export function CaptureClass({ label, kind, takes, ready, player, onHold, onRelease, onRename, onDrop, onDropClass, onProblem }: Props): ReactNode {
  const [all, setAll] = useState(false);
  const newest = [...takes].reverse();
  const shown = all ? newest : newest.slice(0, SHOWN);
  return (
    <li className="capture-class">
      <div className="capture-head">
        <ClassName label={label} onRename={onRename} />
        <HoldButton label={`Hold to record ${label}`} disabled={!ready} onHold={onHold} onRelease={onRelease}><span className="hold-dot" aria-hidden="true" /> Hold to record</HoldButton>
        <span className="hint" role="status">{plural(takes.length, 'take')}</span>
        <Button tone="quiet" data-remove aria-label={`Delete class ${label} and its takes`} onClick={({ currentTarget }) => { focusBeside(currentTarget, currentTarget.closest('.capture')?.querySelector<HTMLElement>('.add-class') ?? null); onDropClass(); }}>Delete class</Button>
      </div>
      {takes.length > 0 && (
        <ul className="takes" aria-label={`Takes of ${label}, newest first`}>
          {shown.map((take) => <TakeItem key={take.id} take={take} kind={kind} player={player} onDrop={onDrop} onProblem={onProblem} />)}
        </ul>
      )}
      {takes.length > SHOWN && <Button tone="quiet" aria-expanded={all} onClick={() => setAll(!all)}>{all ? 'Show fewer' : `Show all ${takes.length}`}</Button>}
    </li>
  );
}

/** The name is changed on Enter or on leaving, and the complaint stands under it. */
function ClassName({ label, onRename }: Pick<Props, 'label' | 'onRename'>): ReactNode {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const commit = (): void => {
    const to = (draft ?? label).trim();
    const refused = to === label ? null : onRename(to);
    setProblem(refused);
    if (refused === null) setDraft(null);
  };
  return (
    <span className="field class-name">
      <label className="visually-hidden" htmlFor={id}>Name of class {label}</label>
      <span className="with-unit">
        <input id={id} type="text" autoComplete="off" maxLength={60} value={draft ?? label} aria-invalid={problem !== null} aria-describedby={`${id}-note`}
          onChange={(event) => setDraft(event.target.value)} onBlur={commit}
          onKeyDown={(event) => { if (event.key === 'Enter') commit(); else if (event.key === 'Escape') { setDraft(null); setProblem(null); } }} />
      </span>
      {problem !== null && <span id={`${id}-note`} className="problem" role="alert">{problem}</span>}
    </span>
  );
}

function TakeItem({ take, kind, player, onDrop, onProblem }: { readonly take: Take; readonly kind: TakeKind; readonly player: Player; readonly onDrop: (id: number) => void; readonly onProblem: (error: unknown) => void }): ReactNode {
  const name = `take ${take.id} of ${take.label}`;
  return (
    <li className="take">
      {kind === 'sound'
        ? <button type="button" className="take-play" aria-label={`Play ${name}, ${take.seconds?.toFixed(1)} s`} onClick={() => void player.play(take.bytes).catch(onProblem)}><Wave bytes={take.bytes} /></button>
        : <Picture bytes={take.bytes} name={name} />}
      <button type="button" className="take-drop" data-remove aria-label={`Delete ${name}`} title="Delete" onClick={({ currentTarget }) => { focusBeside(currentTarget, currentTarget.closest('.capture-class')?.querySelector('input') ?? null); onDrop(take.id); }}>✕</button>
    </li>
  );
}

const WIDTH = 72;
const HEIGHT = 32;

function Wave({ bytes }: { readonly bytes: Uint8Array }): ReactNode {
  const path = useMemo(() => outline(bytes, WIDTH / 2).map(([low, high], i) => `M${2 * i + 0.5} ${(HEIGHT / 2) * (1 - Math.max(0.02, high))}V${(HEIGHT / 2) * (1 - Math.min(-0.02, low))}`).join(''), [bytes]);
  return <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true"><path className="wave" d={path} /></svg>;
}

function Picture({ bytes, name }: { readonly bytes: Uint8Array; readonly name: string }): ReactNode {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(new Blob([bytes.slice()], { type: 'image/png' }));
    if (image.current) image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [bytes]);
  return <img ref={image} alt={name} width={48} height={48} />;
}
