/**
 * A number with its unit and what kind of knowledge it is; hover, focus or tap tells the source (DESIGN, Contracts).
 * The kind is a word, never a colour alone.
 */
import { createContext, useContext, type ReactNode } from 'react';
import type { Figure, FigureKind } from '../../engine/index.ts';
import { Tip } from './Tip.tsx';

/** What the value is of, as it stands beside it: a screen reader reads the button alone. */
export const Of = createContext('');

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
  const of = useContext(Of);
  return <Tip className="value" {...(of !== '' && { label: `${text} ${words}, ${of}` })} text={`${words[0].toUpperCase()}${words.slice(1)}: ${source}`}><span className="value-text">{text}</span> <span className="kind">{words}</span></Tip>;
}

export function FigureValue({ figure, format }: { readonly figure: Figure; readonly format: (value: number) => string }): ReactNode {
  return <Value text={format(figure.value)} kind={figure.kind} source={figure.source} />;
}

/** A fact of a list, with the value that stands for it. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return <div><dt>{name}</dt><dd><Of value={name}>{children}</Of></dd></div>;
}

/** A row of headline figures. */
export function Stats({ items }: { readonly items: readonly { readonly label: string; readonly value: ReactNode; readonly note?: string }[] }): ReactNode {
  return (
    <dl className="stats">
      {items.map((item) => (
        <div key={item.label}>
          <dt>{item.label}</dt>
          <dd><Of value={item.label}>{item.value}</Of>{item.note !== undefined && <small>{item.note}</small>}</dd>
        </div>
      ))}
    </dl>
  );
}
