/** A number that reaches a person, with its unit and what kind of knowledge it is (DESIGN: honest numbers). */
export type FigureKind = 'published' | 'estimated' | 'simulated' | 'measured';

export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly kind: FigureKind;
  /** Paper, formula, machine or log that the value comes from. */
  readonly source: string;
}

export const figure = (value: number, unit: string, kind: FigureKind, source: string): Figure => ({ value, unit, kind, source });
