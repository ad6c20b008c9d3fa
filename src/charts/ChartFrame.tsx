/**
 * The frame every chart sits in: the finding as its title, a legend, the drawing, one line that reads the value under
 * the pointer or the arrow keys, the table behind it (which is also the CSV), and the drawing as a file.
 */
import { createContext, useContext, useId, useRef, useState, type ReactNode } from 'react';
import { saveFile, toCsv, type Table } from './csv.ts';
import { figureSvg, pngBytes, svgText } from './figure.ts';

/** Goes behind the names of the files that are saved: what the charts within are of. */
export const FileTag = createContext('');

export interface LegendItem {
  /** CSS class of the swatch; carries colour and pattern. */
  readonly swatch: string;
  readonly label: string;
}

interface ChartFrameProps {
  /** The finding, one sentence made from the data. */
  readonly title: string;
  /** How to read it, or what the figures are. */
  readonly note?: ReactNode;
  readonly legend?: readonly LegendItem[];
  /** A function where it is long and seldom asked for. */
  readonly table: Table | (() => Table);
  /** Name of the files that are saved, without their ending, and behind the words of the buttons, of which a page has dozens. */
  readonly name: string;
  readonly readout: string;
  /** Shown in the readout's place while nothing is pointed at. */
  readonly hint?: string;
  /** False where the drawing is no SVG and cannot be saved as a picture. */
  readonly picture?: boolean;
  readonly children: ReactNode;
}

const MAX_ROWS = 500;

const whole = (table: ChartFrameProps['table']): Table => (typeof table === 'function' ? table() : table);

export function ChartFrame({ title, note, legend = [], table, name, readout, hint = '', picture = true, children }: ChartFrameProps): ReactNode {
  const [open, setOpen] = useState(false);
  const id = useId();
  const tag = useContext(FileTag);
  const file = tag === '' ? name : `${name}-${tag}`;
  const of = name.replaceAll('-', ' ');
  const figure = useRef<HTMLElement>(null);
  const savePicture = async (kind: 'svg' | 'png'): Promise<void> => {
    const svg = figure.current && figureSvg(figure.current);
    if (!svg) return;
    if (kind === 'svg') saveFile(`${file}.svg`, svgText(svg), 'image/svg+xml');
    else saveFile(`${file}.png`, await pngBytes(svg), 'image/png');
  };
  return (
    <figure className="chart" data-name={name} aria-labelledby={id} ref={figure}>
      <figcaption className="chart-head">
        <p className="chart-title" id={id} role="heading" aria-level={3}>{unbroken(title)}</p>
        <div className="chart-tools">
          <button type="button" className="quiet" aria-expanded={open} aria-label={`${open ? 'Chart' : 'Table'}, ${of}`} onClick={() => setOpen(!open)}>{open ? 'Chart' : 'Table'}</button>
          <button type="button" className="quiet" aria-label={`CSV, ${of}`} onClick={() => saveFile(`${file}.csv`, toCsv(whole(table)), 'text/csv')}>CSV</button>
          {picture && !open && <button type="button" className="quiet" aria-label={`SVG, ${of}`} onClick={() => void savePicture('svg')}>SVG</button>}
          {picture && !open && <button type="button" className="quiet" aria-label={`PNG, ${of}`} onClick={() => void savePicture('png')}>PNG</button>}
        </div>
      </figcaption>
      {legend.length > 0 && !open && (
        <ul className="legend">
          {legend.map((item) => (
            <li key={item.label}><span className={`swatch ${item.swatch}`} aria-hidden="true" />{item.label}</li>
          ))}
        </ul>
      )}
      {open ? <DataTable table={whole(table)} label={title} /> : children}
      {!open && (
        <p className="readout">
          <span aria-live="polite">{readout}</span>
          {/* Its room stays taken: else what lies below would move away under a pointer as it is pressed. */}
          <span className={readout === '' ? 'hint' : 'hint unseen'}>{hint}</span>
        </p>
      )}
      {note !== undefined && <p className="chart-note">{note}</p>}
    </figure>
  );
}

/** A number and its unit on one line, wherever the sentence is broken. */
const unbroken = (sentence: string): ReactNode => sentence.split(/(\d[\d.,]* (?:%|[KM]?i?B|m?s|[mµ]?J|dB|px|[kMG](?: MACs)?|MACs)(?!\w))/).map((part, at) => (at % 2 === 1 ? <span key={at} className="unbroken">{part}</span> : part));

/** A scrollable table; beyond 500 rows it says so and points at the CSV. */
export function DataTable({ table, label }: { readonly table: Table; readonly label: string }): ReactNode {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={`Table: ${label}`}>
      <table>
        <thead><tr>{table.columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
        <tbody>
          {table.rows.slice(0, MAX_ROWS).map((row, index) => (
            <tr key={index}>{row.map((value, at) => <td key={at} className={typeof value === 'number' ? 'number' : undefined}>{value}</td>)}</tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > MAX_ROWS && <p className="chart-note">{table.rows.length - MAX_ROWS} more rows are in the CSV.</p>}
    </div>
  );
}
