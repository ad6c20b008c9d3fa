/** The keys of the page, from the registry that also handles them; letter keys can be switched off here. */
import type { ReactNode } from 'react';
import { Button, useModal } from '../kit/index.ts';
import { keyCaps } from './chord.ts';
import { COMMANDS, type Command } from './commands.ts';
import { useSession, useView } from './session.tsx';

export function Help({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactNode {
  const dialog = useModal(onClose, open);
  const { view } = useSession();
  const letterKeys = useView((state) => state.letterKeys);
  const keyed = COMMANDS.filter((command) => command.keys !== undefined);
  const groups = [...new Set(keyed.map(({ group }) => group))];
  return (
    <dialog {...dialog} className="dialog" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h3>{group}</h3>
          <dl className="keys">
            {group === 'Go to' && <div><dt><kbd>1</kbd> … <kbd>{keyed.filter(isNumber).length}</kbd></dt><dd>the step of that number</dd></div>}
            {keyed.filter((command) => command.group === group && !isNumber(command)).map((command) => <Row key={command.id} command={command} />)}
          </dl>
        </section>
      ))}
      <h3>In charts</h3>
      <dl className="keys"><div><dt><kbd>← → ↑ ↓</kbd></dt><dd>read the values one by one; Enter selects</dd></div></dl>
      <label className="check"><input type="checkbox" checked={letterKeys} onChange={(event) => view.setState({ letterKeys: event.target.checked })} /> Letter, number and sign keys act</label>
      <div className="actions"><Button tone="primary" onClick={onClose}>Close</Button></div>
    </dialog>
  );
}

/** These stand in one row: the numbers stand beside the steps anyway. */
const isNumber = ({ keys }: Command): boolean => /^\d$/.test(keys?.[0] ?? '');

function Row({ command: { keys = [], title } }: { readonly command: Command }): ReactNode {
  return (
    <div>
      <dt>{keys.map((chord, index) => <span key={chord}>{index > 0 && ' or '}{keyCaps(chord, navigator.platform).map((cap) => <kbd key={cap}>{cap}</kbd>)}</span>)}</dt>
      <dd>{title}</dd>
    </div>
  );
}
