/** The question of a step: asked, answered, judged against the live tool, and explained. */
import { useEffect, useId, useState, type ReactNode } from 'react';
import { Button } from '../kit/index.ts';
import { evaluate } from './expression.ts';
import { Words } from './MarkdownView.tsx';
import { judge, type Judgement, type Question } from './question.ts';
import { shown } from './units.ts';
import { useFigures } from './useFigures.ts';

interface Props {
  readonly question: Question;
  /** Whether the tool is in the step's state. */
  readonly settled: boolean;
  /** Right before, perhaps on an earlier visit. */
  readonly answered: boolean;
  readonly onRight: () => void;
}

const SAID: Record<Exclude<Judgement['verdict'], 'right'>, string> = {
  wrong: 'Not that one.', high: 'Too high.', low: 'Too low.', unread: 'That is not a number.', unknown: 'The tool has no figure for this yet; wait until it has, and check again.',
};
/** Wrong answers after which the right one may be looked at. */
const PATIENCE = 2;

export function QuestionBox({ question, settled, answered, onRight }: Props): ReactNode {
  const id = useId();
  const read = useFigures();
  const [given, setGiven] = useState('');
  const [verdict, setVerdict] = useState<Judgement['verdict'] | null>(null);
  const [tries, setTries] = useState(0);
  const [told, setTold] = useState(false);
  const check = (): void => {
    const found = judge(question, given, read).verdict;
    setVerdict(found);
    if (found === 'right') onRight();
    else if (found !== 'unread' && found !== 'unknown') setTries(tries + 1);
  };
  const deedDone = question.kind === 'deed' && settled && judge(question, '', read).verdict === 'right';
  useEffect(() => { if (deedDone && !answered) onRight(); }, [deedDone, answered, onRight]);
  const right = verdict === 'right' || deedDone;
  const kind = question.kind;
  return (
    <form className="question" onSubmit={(event) => { event.preventDefault(); if (settled) check(); }}>
      {kind === 'number' && (
        <>
          <label htmlFor={id}><Words parts={question.ask} /></label>
          <span className="with-unit">
            <input id={id} type="text" inputMode="decimal" autoComplete="off" value={given} onChange={(event) => { setGiven(event.target.value); setVerdict(null); }} aria-describedby={`${id}-said`} />
            {question.unit !== 'none' && <span className="unit">{question.unit}</span>}
          </span>
        </>
      )}
      {kind === 'choice' && (
        <fieldset>
          <legend><Words parts={question.ask} /></legend>
          {question.options.map(({ text }, index) => (
            <label key={index} className="check">
              <input type="radio" name={id} value={index} checked={given === String(index)} onChange={() => { setGiven(String(index)); setVerdict(null); }} />
              <span><Words parts={text} /></span>
            </label>
          ))}
        </fieldset>
      )}
      {kind === 'deed' && <p className="deed"><Words parts={question.ask} /></p>}
      <div className="actions">
        {kind !== 'deed' && <Button type="submit" tone={right || answered ? 'plain' : 'primary'} disabled={!settled || given.trim() === ''}>Check</Button>}
        {tries >= PATIENCE && !right && !told && <Button tone="quiet" onClick={() => setTold(true)}>Show the answer</Button>}
      </div>
      <div id={`${id}-said`} role="status" className="said">
        {right && <p className="verdict fits"><span aria-hidden="true">✓</span> Right.</p>}
        {verdict !== null && !right && <p className="verdict over"><span aria-hidden="true">✕</span> {SAID[verdict]} {question.hint.length > 0 && <span className="aside"><Words parts={question.hint} /></span>}</p>}
        {kind === 'deed' && !right && <p className="hint">{settled ? 'The lesson sees it as soon as it is done.' : ''}</p>}
        {verdict === null && answered && !right && <p className="hint">You have answered this before.</p>}
        {told && !right && <p>The answer: <RightAnswer question={question} read={read} /></p>}
        {(right || told) && <p><Words parts={question.why} /></p>}
      </div>
    </form>
  );
}

function RightAnswer({ question, read }: { readonly question: Question; readonly read: (name: string) => number | null }): ReactNode {
  if (question.kind === 'choice') return <Words parts={question.options.find(({ right }) => right)?.text ?? []} />;
  if (question.kind === 'deed') return 'see above.';
  const value = evaluate(question.answer, read);
  return value === null ? 'not computed yet.' : `${shown(value, question.unit)}, as the tool computes it.`;
}
