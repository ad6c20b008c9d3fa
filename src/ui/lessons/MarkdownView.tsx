/** Lesson text as elements, with the tool's figures in it as they stand and links that open steps of the page. */
import type { ReactNode } from 'react';
import { goTo } from '../app/navigate.ts';
import { useSession } from '../app/session.tsx';
import { evaluate } from './expression.ts';
import type { Block, Inline } from './markdown.ts';
import { shown } from './units.ts';
import { useFigures } from './useFigures.ts';

export function Blocks({ blocks }: { readonly blocks: readonly Block[] }): ReactNode {
  return blocks.map((block, index) => {
    if (block.kind === 'list') {
      const items = block.items.map((item, at) => <li key={at}><Words parts={item} /></li>);
      return block.ordered ? <ol key={index}>{items}</ol> : <ul key={index}>{items}</ul>;
    }
    return block.kind === 'heading' ? <h4 key={index}><Words parts={block.children} /></h4> : <p key={index}><Words parts={block.children} /></p>;
  });
}

export function Words({ parts }: { readonly parts: readonly Inline[] }): ReactNode {
  const session = useSession();
  const read = useFigures();
  return parts.map((part, index) => {
    switch (part.kind) {
      case 'text': return part.text;
      case 'code': return <code key={index}>{part.text}</code>;
      case 'strong': return <strong key={index}><Words parts={part.children} /></strong>;
      case 'em': return <em key={index}><Words parts={part.children} /></em>;
      case 'panel': return <button key={index} type="button" className="link" onClick={() => goTo(session, part.panel)}><Words parts={part.children} /></button>;
      case 'address': return <a key={index} href={part.href} target="_blank" rel="noopener noreferrer"><Words parts={part.children} /></a>;
      case 'value': {
        const value = evaluate(part.expression, read);
        return <span key={index} className="live-figure" title="as the tool has it now">{value === null ? '…' : shown(value, part.unit)}</span>;
      }
      default: return part satisfies never;
    }
  });
}
