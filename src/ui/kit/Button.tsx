/** The page's button; `type="button"` so that it never submits. */
import type { ComponentProps, ReactNode } from 'react';

interface Props extends ComponentProps<'button'> {
  readonly tone?: 'plain' | 'primary' | 'quiet';
}

export function Button({ tone = 'plain', className = '', ...rest }: Props): ReactNode {
  return <button type="button" className={`button ${tone} ${className}`} {...rest} />;
}
