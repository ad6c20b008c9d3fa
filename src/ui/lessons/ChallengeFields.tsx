/** A challenge of one's own: a title and the limits it sets; an empty field sets none. */
import { useId, type ReactNode } from 'react';
import { exact } from '../../charts/index.ts';
import type { Challenge } from '../../engine/index.ts';
import { NumberField } from '../kit/index.ts';

const KIB = 1024;
export const NO_CHALLENGE: Challenge = { title: 'Make it fit', board: null, sramBytes: null, flashBytes: null, latencyMs: null, macs: null, accuracy: 0.85 };

export function ChallengeFields({ challenge, onChange }: { readonly challenge: Challenge; readonly onChange: (next: Challenge) => void }): ReactNode {
  const id = useId();
  const set = (change: Partial<Challenge>): void => onChange({ ...challenge, ...change });
  /** @throws Error shown under the field, as the number fields expect */
  const within = (value: number | null, most: number): number | null => {
    if (value !== null && (value <= 0 || value > most)) throw new Error(`a number above 0, up to ${exact(most)}, is needed`);
    return value;
  };
  const bytes = (value: number | null): number | null => { const kibs = within(value, 1_048_576); return kibs === null ? null : Math.max(1, Math.round(kibs * KIB)); };
  return (
    <div className="fields">
      <div className="field">
        <label htmlFor={id}>Title</label>
        <input id={id} type="text" className="text" maxLength={80} value={challenge.title} onChange={({ target }) => { if (/^[^<>\p{Cc}]+$/u.test(target.value)) set({ title: target.value }); }} />
      </div>
      <NumberField label="SRAM at most" unit="KiB" nullable value={challenge.sramBytes === null ? null : challenge.sramBytes / KIB} placeholder="any" onCommit={(value) => set({ sramBytes: bytes(value) })} />
      <NumberField label="Flash at most" unit="KiB" nullable value={challenge.flashBytes === null ? null : challenge.flashBytes / KIB} placeholder="any" onCommit={(value) => set({ flashBytes: bytes(value) })} />
      <NumberField label="Time at most" unit="ms" nullable value={challenge.latencyMs} placeholder="any" onCommit={(value) => set({ latencyMs: within(value, 3_600_000) })} />
      <NumberField label="Accuracy at least" unit="%" nullable value={challenge.accuracy === null ? null : challenge.accuracy * 100} placeholder="any" onCommit={(value) => { const share = within(value, 100); set({ accuracy: share === null ? null : share / 100 }); }} />
    </div>
  );
}
