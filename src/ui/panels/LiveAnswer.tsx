/** The answer as it changes: a bar of confidence for each class, what the real board would take, and how often this page can tell. */
import type { ReactNode } from 'react';
import { count, exact, kib, ms, percent } from '../../charts/index.ts';
import type { ListenResult, SeeResult, Techniques } from '../../engine/index.ts';
import { boardOf, useRecipe } from '../app/session.tsx';
import { FigureValue } from '../kit/index.ts';

export interface LiveTold {
  readonly result: SeeResult | ListenResult;
  /** From asking to answer, here. */
  readonly tookMs: number;
  /** What it was asked about, e.g. "the microphone" or a file's name. */
  readonly of: string;
  /** The board that was asked. */
  readonly board: string;
  /** How the network was compiled for it. */
  readonly techniques: Techniques;
}

/** Of more classes the most confident are drawn. */
const MOST = 16;
export function LiveAnswer({ told, classes }: { readonly told: LiveTold; readonly classes: readonly string[] }): ReactNode {
  const { result, of } = told;
  const { confidence } = result;
  const order = classes.map((_, index) => index);
  const drawn = classes.length <= MOST ? order : order.sort((a, b) => confidence[b] - confidence[a]).slice(0, MOST);
  const name = classes[result.top] ?? String(result.top);
  return (
    <div className="live-answer">
      <p className="chart-title" aria-live="polite">{of}: “{name}”, {percent(result.certainty, 0)} sure</p>
      <ul className="bars" aria-label="Confidence by class">
        {drawn.map((index) => (
          <li key={index} className={index === result.top ? 'best' : undefined}>
            <span>{classes[index]}</span>
            <span className="meter-bar" aria-hidden="true"><span style={{ width: `${100 * confidence[index]}%` }} /></span>
            <span className="number">{percent(confidence[index], 0)}{index === result.top ? ' answer' : ''}</span>
          </li>
        ))}
      </ul>
      <Timing told={told} />
    </div>
  );
}

function Timing({ told: { result, tookMs } }: { readonly told: LiveTold }): ReactNode {
  const board = boardOf(useRecipe());
  const { network, latency, notSimulated, equalsReference } = result;
  const front = 'frontEnd' in result ? result.frontEnd : null;
  const ram = 'ramBytes' in result ? result.ramBytes : null;
  const clock = `${exact(board.clockMhz.value)} MHz`;
  return (
    <div className="live-timing">
      <p>
        The real board would take <strong><FigureValue figure={latency} format={ms} /></strong>{' '}
        {front && network ? `(front end ${ms(front.ms)} + network ${ms(network.ms)}) ` : ''}at {clock}
        {network && `: ${count(network.instructions + (front?.instructions ?? 0))} instructions`}. {Math.floor(1000 / Math.max(latency.value, 0.001)) >= 1 ? `It could answer ${count(Math.floor(1000 / Math.max(latency.value, 0.001)))} times a second.` : 'It could not answer every second.'}
      </p>
      <p className="fine">
        {notSimulated !== null ? `Not counted here: ${notSimulated}. ` : `This page took ${ms(tookMs)} to run ${front ? 'front end and network' : 'the network'} on the simulated board. `}
        {ram && `The front end keeps ${kib(ram.frontEnd)} of RAM. `}
        <span className={equalsReference ? 'verdict fits' : 'verdict over'}>{equalsReference ? '✓ equal to the reference, byte for byte' : '✕ differs from the reference'}</span>
      </p>
    </div>
  );
}
