/**
 * Where a part of the page fails to draw, it alone is lost: in its place stands what happened, what that means and what
 * can be done. Settings and results live in the stores, which a failed drawing does not touch.
 */
import { Component, type ReactNode } from 'react';
import { explain } from '../../store/index.ts';
import { Button } from './Button.tsx';

interface Props {
  /** What could not be drawn, as the page calls it. */
  readonly what: string;
  readonly children: ReactNode;
}

export class Mishap extends Component<Props, { readonly error: unknown }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error: error ?? 'no reason given' };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="notice problem" role="alert">
        <div className="mishap">
          <p><strong>“{this.props.what}” could not be shown.</strong> {explain(error)}</p>
          <p>Your settings and results are kept. Try again; if it comes back, reload the page.</p>
          <div className="actions">
            <Button onClick={() => this.setState({ error: null })}>Try again</Button>
            <Button onClick={() => location.reload()}>Reload the page</Button>
          </div>
        </div>
      </div>
    );
  }
}
