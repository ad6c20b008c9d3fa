/** Form fields with a visible label, a unit and an error line of their own. Values are committed on Enter or on leaving. */
import { useId, useState, type ReactNode } from 'react';
import { exact } from '../../charts/index.ts';

interface NumberProps {
  readonly label: string;
  readonly unit?: string;
  /** What one of the unit is in the recipe, e.g. 1024 bytes; the limits in a complaint are told in the unit. */
  readonly scale?: number;
  /** null shows the placeholder: the figure that holds when nothing is set. */
  readonly value: number | null;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly nullable?: boolean;
  readonly disabled?: boolean;
  /** May throw with a sentence for a person; it is shown under the field and nothing changes. */
  readonly onCommit: (value: number | null) => void;
}

const shown = (value: number | null): string => (value === null ? '' : String(Math.round(value * 1e6) / 1e6));

/** The engine's sentence without the field's name in the recipe, which the label already says, and in the field's unit. */
function complaint(error: unknown, typed: string, unit: string | undefined, scale: number): string {
  const said = error instanceof Error ? error.message.replace(/^[\w.]+: /, '') : String(error);
  const limits = /is not a (whole )?number from (\S+) to (\S+)$/.exec(said);
  if (!limits) return `${said[0]?.toUpperCase() ?? ''}${said.slice(1)}.`;
  const [low, high] = [limits[2], limits[3]].map((limit) => exact(Number(limit) / scale));
  return `"${typed.trim().slice(0, 24)}" does not do: a ${scale === 1 && limits[1] ? 'whole ' : ''}number from ${low} to ${high}${unit === undefined ? '' : ` ${unit}`} is needed.`;
}

export function NumberField({ label, unit, scale = 1, value, placeholder, hint, nullable = false, disabled = false, onCommit }: NumberProps): ReactNode {
  const id = useId();
  /** What is being typed; null while the field shows the value itself. */
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState('');
  const text = draft ?? shown(value);
  const settle = (): void => {
    setDraft(null);
    setProblem('');
  };

  const commit = (): void => {
    if (text.trim() === shown(value)) return settle();
    const number = text.trim() === '' ? null : Number(text.replace(',', '.'));
    if (number === null ? !nullable : !Number.isFinite(number)) return setProblem(`"${text}" is not a number.`);
    try {
      onCommit(number);
      settle();
    } catch (error) {
      setProblem(`${complaint(error, text, unit, scale)} ${value === null ? 'It stays unset' : `It is still ${shown(value)}`}.`);
    }
  };

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="with-unit">
        <input
          id={id} type="text" inputMode="decimal" autoComplete="off" value={text} placeholder={placeholder} disabled={disabled}
          aria-invalid={problem !== ''} aria-describedby={`${id}-note`}
          onChange={(event) => setDraft(event.target.value)} onBlur={commit}
          onKeyDown={(event) => { if (event.key === 'Enter') commit(); else if (event.key === 'Escape') settle(); }}
        />
        {unit !== undefined && <span className="unit">{unit}</span>}
      </span>
      <span id={`${id}-note`} className={problem ? 'problem' : 'hint'} role={problem ? 'alert' : undefined}>{problem || hint}</span>
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly hint?: string;
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

export function SelectField({ label, value, options, hint, disabled = false, onChange }: SelectProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} disabled={disabled} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
      {hint !== undefined && <span className="hint">{hint}</span>}
    </div>
  );
}

/** A few exclusive choices side by side: native radio buttons, so arrows and readers work as everywhere. */
export function Choice<T extends string>({ label, value, options, onChange }: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}): ReactNode {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <span className="segments">
        {options.map((option) => (
          <label key={option.value}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </span>
    </fieldset>
  );
}
