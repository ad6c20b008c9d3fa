/** Pinned networks side by side: verdicts, costs with their difference from the first, and the choices that set them apart. */
import type { ReactNode } from 'react';
import type { BudgetView } from '../../../engine/index.ts';
import { Verdict } from '../../kit/index.ts';
import { compareFinding, compareRows, differingGenes, difference, type PinLine } from './pinTable.ts';

interface Props {
  /** Two or more; the first is what the others are held against. */
  readonly lines: readonly PinLine[];
  readonly budget: BudgetView;
}

export function PinsCompare({ lines, budget }: Props): ReactNode {
  const genes = differingGenes(lines.map(({ pin }) => pin));
  return (
    <figure className="pins-compare" aria-labelledby="pins-compare-title">
      <p className="chart-title" id="pins-compare-title">{compareFinding(lines)}</p>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Pinned networks side by side">
        <table>
          <thead>
            <tr><th scope="col">what</th>{lines.map(({ pin }, at) => <th key={pin.id} scope="col">{pin.name}{at === 0 && <span className="kind"> compared with</span>}</th>)}</tr>
          </thead>
          <tbody>
            <tr><th scope="row">verdict</th>{lines.map(({ pin, price }) => <td key={pin.id}>{price && <Verdict costs={price} budget={budget} />}</td>)}</tr>
            {compareRows(lines).map((row) => (
              <tr key={row.label}>
                <th scope="row">{row.label} <span className="kind">{row.kind}</span></th>
                {row.values.map((value, at) => (
                  <td key={lines[at].pin.id}>{value === null ? <span className="hint">not known</span> : row.format(value)}{difference(row, at) !== '' && <small className="difference">{difference(row, at).replace(' %', '\u00a0%')}</small>}</td>
                ))}
              </tr>
            ))}
            {genes.map(({ name, values }) => (
              <tr key={name} className="gene">
                <th scope="row"><code>{name}</code></th>
                {values.map((value, at) => <td key={lines[at].pin.id}>{value !== values[0] ? <strong>≠ {value}</strong> : value}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
