/**
 * Of a table of measurements: how many lines make one example, and how many lie between their beginnings. The table is
 * read again by them, for as long as the page that was given it is open.
 */
import type { ReactNode } from 'react';
import type { OwnData } from '../../store/index.ts';
import { useResults, useSession } from '../app/session.tsx';
import { NumberField } from '../kit/index.ts';

export function TableWindow({ own }: { readonly own: OwnData }): ReactNode {
  const { actions } = useSession();
  const sources = useResults((state) => state.sources);
  if (own.prepared.summary.kind !== 'series') return null;
  if (sources.size === 0) return <p className="fine">To cut the table otherwise, open it again: this browser keeps the examples made of it, not the table.</p>;
  const { window = null, hop = null, ...columns } = own.options?.series ?? {};
  const name = own.files[0].path.replace(/\.task$/, '');
  const read = (lines: number | null, apart: number | null): void => void actions.takeData(name, [...sources.values()], {
    ...own.options, series: { ...columns, ...(lines !== null && { window: lines }), ...(apart !== null && { hop: apart }) },
  });
  return (
    <div className="fields wide">
      <NumberField label="Lines per example" unit="lines" value={window} nullable placeholder="as found" hint="one after the other, e.g. a second of movement" onCommit={(lines) => read(lines, hop)} />
      <NumberField label="A new one every" unit="lines" value={hop} nullable placeholder={window === null ? 'as found' : String(Math.max(1, window >> 1))} hint="empty: half an example" onCommit={(lines) => read(window, lines)} />
    </div>
  );
}
