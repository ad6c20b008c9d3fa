/**
 * A number with its unit and what kind of knowledge it is; hover, focus or tap tells the source (DESIGN, Contracts).
 * The kind is a word, never a colour alone.
 */
import type { ReactNode } from 'react';
import type { Figure, FigureKind } from '../../engine/index.ts';
import { Tip } from './Tip.tsx';

interface Props {
  readonly text: string;
  /** `counted`: follows from the network exactly, by addition. */
  readonly kind: FigureKind | 'counted';
  readonly source: string;
  /** Of the search that ships with the page, not of one run here. */
  readonly recorded?: boolean;
}

export function Value({ text, kind, source, recorded = false }: Props): ReactNode {
  const words = recorded ? `${kind}, recorded` : kind;
  return <Tip className="value" text={`${words[0].toUpperCase()}${words.slice(1)}: ${source}`}><span className="value-text">{text}</span> <span className="kind">{words}</span></Tip>;
}

export function FigureValue({ figure, format }: { readonly figure: Figure; readonly format: (value: number) => string }): ReactNode {
  return <Value text={format(figure.value)} kind={figure.kind} source={figure.source} />;
}

/** A row of headline figures. */
export function Stats({ items }: { readonly items: readonly { readonly label: string; readonly value: ReactNode; readonly note?: string }[] }): ReactNode {
  return (
    <dl className="stats">
      {items.map((item) => (
        <div key={item.label}>
          <dt>{item.label}</dt>
          <dd>{item.value}{item.note !== undefined && <small>{item.note}</small>}</dd>
        </div>
      ))}
    </dl>
  );
}
