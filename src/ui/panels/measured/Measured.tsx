/**
 * What the person's own board measured, beside what was simulated for it: taken as a file or pasted, kept in this
 * browser with its date, taken away with a way back. Every other figure of the page stays as it was.
 */
import { useMemo, useRef, type ReactNode } from 'react';
import { count, MeasuredBars, ms } from '../../../charts/index.ts';
import { calibrationRow, compareMeasured, measuredFinding, residualsInWords, type Comparison, type Figure, type SimulateResult } from '../../../engine/index.ts';
import { boardName, type BroughtLog } from '../../../store/index.ts';
import { copyText } from '../../app/clipboard.ts';
import { Control } from '../../app/Control.tsx';
import { boardOf, useLayer, useMeasured, useRecipe, useSession } from '../../app/session.tsx';
import { Button, FigureValue, Stats, useFocusAs, Value } from '../../kit/index.ts';
import { BringLog } from './BringLog.tsx';
import '../../styles/measured.css';

interface Props {
  /** Of the network and board, in the store of logs. */
  readonly id: string;
  readonly result: SimulateResult;
  readonly network: string;
  /** What a search judges the whole inference by. */
  readonly estimate: Figure | null;
}

const dayOf = (time: number): string => new Date(time).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' });
const sourceOf = ({ file, broughtAt }: BroughtLog): string => `measured, brought by you on ${dayOf(broughtAt)} (${file})`;

export function Measured({ id, result, network, estimate }: Props): ReactNode {
  const { logs, dropped } = useMeasured();
  const { measured: store } = useSession();
  const board = boardOf(useRecipe());
  const part = useRef<HTMLDivElement>(null);
  const undo = useFocusAs<HTMLButtonElement>(dropped);
  const back = (): void => {
    store.undrop();
    part.current?.focus();
  };
  const kept = logs.find((one) => one.id === id) ?? null;
  const compared = useMemo(() => comparison(kept, result, board.id), [kept, result, board.id]);
  const others = logs.filter((one) => one.id !== id);
  return (
    <div className="measured" ref={part} tabIndex={-1}>
      {kept && (typeof compared === 'string'
        ? <p className="notice problem" role="alert"><span>{compared}</span></p>
        : compared && <Beside log={kept} compared={compared} estimate={estimate} board={board.id} name={board.name} />)}
      <Control name="step-simulate"><BringLog id={id} result={result} network={network} board={board} again={kept !== null} onBrought={() => part.current?.focus()} /></Control>
      {kept && <div className="actions"><Button tone="quiet" onClick={() => store.drop(id)}>Remove this log</Button></div>}
      {dropped !== null && <p className="notice" role="status"><span>The log {dropped.file} of {dayOf(dropped.broughtAt)} is {logs.some((one) => one.id === dropped.id) ? 'replaced' : 'removed'}.</span><button type="button" ref={undo} className="button quiet" onClick={back}>Undo</button></p>}
      {others.length > 0 && (
        <div className="fine">
          Kept, too, and shown when that network stands here for that board:
          <ul>{others.map((one) => <li key={one.id}>{one.network} on the {boardName(one.board)}, {dayOf(one.broughtAt)} <Button tone="quiet" aria-label={`Remove the log of ${one.network} on the ${boardName(one.board)}`} onClick={() => store.drop(one.id)}>Remove</Button></li>)}</ul>
        </div>
      )}
    </div>
  );
}

/** The sentence that says why not, where it cannot be made. */
function comparison(kept: BroughtLog | null, result: SimulateResult, board: string): Comparison | string | null {
  if (kept === null) return null;
  try {
    return compareMeasured(kept.log, result, board, kept.file);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface BesideProps {
  readonly log: BroughtLog;
  readonly compared: Comparison;
  readonly estimate: Figure | null;
  readonly board: string;
  /** The board's. */
  readonly name: string;
}

function Beside({ log, compared, estimate, board, name }: BesideProps): ReactNode {
  const { view } = useSession();
  const { rows, measured, reckoned, reckonedKind, clockMhz, ratio, notes, by, summed } = compared;
  const drawn = rows.length > 0 ? rows : [{ name: 'one inference', op: 'whole', measured, range: [measured, measured] as const, runs: log.log.totals.length, reckoned, layers: [] }];
  const layer = useLayer(useMemo(() => (by === 'layers' ? rows.map((row) => row.name) : []), [rows, by]));
  const row = calibrationRow(compared, board, `${sourceOf(log)}, ${log.network}`);
  const left = residualsInWords(compared);
  const time = (cycles: number): string => ms(cycles / (1000 * clockMhz));
  const copy = async (): Promise<void> => {
    if (await copyText(JSON.stringify(row, null, 2))) view.say('info', 'The row is copied: one constant for this board, and what is left when it is applied.');
    else view.say('problem', 'This browser did not let the row be copied.');
  };
  return (
    <>
      <p className="fine">{sourceOf(log).replace('measured', 'Measured')}, on a {name}. It stands here beside the {reckonedKind} figures and changes none of them.</p>
      <Stats items={[
        { label: summed ? 'layers, measured' : 'inference, measured', value: <Value text={time(measured)} kind="measured" source={`brought by you on ${dayOf(log.broughtAt)}, ${log.file}`} />, note: `${count(measured)} cycles at ${clockMhz} MHz` },
        { label: `the same, ${reckonedKind}`, value: <Value text={time(reckoned)} kind={reckonedKind} source={summed ? 'the sum of the same layers' : 'the whole inference'} />, note: `${count(reckoned)} cycles` },
        { label: `measured / ${reckonedKind}`, value: ratio.toPrecision(4), note: 'the one constant' },
        ...(estimate && reckonedKind === 'simulated' ? [{ label: 'estimated by the search', value: <FigureValue figure={estimate} format={ms} />, note: 'the whole inference' }] : []),
      ]} />
      <MeasuredBars title={measuredFinding(compared)} rows={drawn} kind={reckonedKind} {...layer} note={left ?? 'A total says nothing of single layers: with a line per layer the difference could be placed.'} />
      {notes.length > 0 && <ul className="fine">{notes.map((note) => <li key={note}>{note}</li>)}</ul>}
      {row && (
        <div className="actions">
          <Button onClick={() => void copy()}>Copy the board’s row</Button>
          <span className="hint">JSON with its one constant, {row.factor}: what a hardware log adds to the catalogue of boards</span>
        </div>
      )}
    </>
  );
}
