/** Registers and flags at one moment; what the last move changed is marked, and the marks say so in words. */
import type { ReactNode } from 'react';
import { exact } from '../../../charts/index.ts';
import type { MomentResult } from '../../../engine/index.ts';

const NAMES = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r10', 'r11', 'r12', 'sp', 'lr', 'pc'];

const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;

/** A pattern of bits as the single it is. */
const single = (bits: number): string => {
  const view = new DataView(new ArrayBuffer(4));
  view.setInt32(0, bits);
  const value = view.getFloat32(0);
  return value === 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6) ? String(Number(value.toPrecision(6))) : value.toExponential(4);
};

/** @param before the moment shown before this one, or null */
export function Registers({ moment, before }: { readonly moment: Pick<MomentResult, 'registers'>; readonly before: Pick<MomentResult, 'registers'> | null }): ReactNode {
  const { registers: { r, s, n, z, c, v } } = moment;
  const changed = (index: number): boolean => before !== null && before.registers.r[index] !== r[index];
  const used = s.some((bits) => bits !== 0);
  return (
    <div className="registers">
      <h4>Registers</h4>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Registers">
        <table>
          <thead><tr><th scope="col">name</th><th scope="col">bits</th><th scope="col">as a number</th></tr></thead>
          <tbody>
            {r.map((value, index) => (
              <tr key={NAMES[index]} className={changed(index) ? 'changed' : undefined}>
                <th scope="row">{NAMES[index]}{changed(index) && <span className="visually-hidden"> changed</span>}</th>
                <td className="mono">{hex(value)}</td>
                <td className="number">{exact(value | 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="flags">
        {[['N', n, 'negative'], ['Z', z, 'zero'], ['C', c, 'carry'], ['V', v, 'overflow']].map(([name, on, word]) => (
          <span key={String(name)} className={on === true ? 'flag on' : 'flag'} title={String(word)}>{name} {on === true ? 1 : 0}</span>
        ))}
      </p>
      {used && (
        <details>
          <summary>Floating point, s0 to s31</summary>
          <ul className="singles">{s.map((bits, index) => <li key={index}><span className="hint">s{index}</span> {single(bits)}</li>)}</ul>
        </details>
      )}
    </div>
  );
}
