/** Slanting lines over a ground, for what must be told apart without colour: `fill={`url(#${id})`}`. */
import type { ReactNode } from 'react';

export function Hatch({ id, ground }: { readonly id: string; readonly ground: string }): ReactNode {
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect className={ground} width="6" height="6" />
      <line y2="6" className="hatch-line" />
    </pattern>
  );
}
