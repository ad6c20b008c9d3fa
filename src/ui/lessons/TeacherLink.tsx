/**
 * A teacher makes a link for a class: the settings as they are, with controls hidden or locked by check-box, and with a
 * lesson or a challenge to begin with. The link holds all of it; nothing is sent anywhere.
 */
import { useMemo, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { exact } from '../../charts/index.ts';
import { CONTROLS, encodeLink, parseRecipe, type Challenge, type ControlRow } from '../../engine/index.ts';
import { copyText } from '../app/clipboard.ts';
import { addressOf } from '../app/share.ts';
import { useRecipe, useSession } from '../app/session.tsx';
import { STEPS } from '../app/steps.ts';
import { Button, SelectField, useModal } from '../kit/index.ts';
import { ChallengeFields, NO_CHALLENGE } from './ChallengeFields.tsx';
import { learn } from './learn.ts';
import { challenges, lessons } from './lessons.ts';

type Held = ReadonlySet<string>;

const OWN = 'own';
const isWhole = ({ name }: ControlRow): boolean => name.startsWith('step-');

export function TeacherLink({ onClose }: { readonly onClose: () => void }): ReactNode {
  const dialog = useModal(onClose);
  const { view } = useSession();
  const now = useRecipe();
  const lessonOwn = useStore(learn, (state) => state.own?.recipe.recipe ?? null);
  const recipe = lessonOwn ?? now;
  const [hide, setHide] = useState<Held>(() => new Set(recipe.view.hide));
  const [lock, setLock] = useState<Held>(() => new Set(recipe.view.lock));
  const [lesson, setLesson] = useState('');
  const [task, setTask] = useState('');
  const [own, setOwn] = useState<Challenge>(NO_CHALLENGE);
  const [copied, setCopied] = useState('');

  const challenge = task === OWN ? own : challenges.items.find(({ id }) => id === task)?.challenge ?? null;
  const link = useMemo(() => {
    const { hide: _, lock: __, lesson: ___, challenge: ____, ...view } = recipe.view;
    const made = parseRecipe({ ...recipe, view: { ...view, hide: [...hide], lock: [...lock], ...(lesson !== '' && { lesson }), ...(challenge !== null && { challenge }) } });
    return addressOf(encodeLink(made));
  }, [recipe, hide, lock, lesson, challenge]);
  const copy = async (): Promise<void> => {
    setCopied((await copyText(link)) ? 'Link copied.' : 'The browser did not allow copying; take the link from the field.');
  };
  const flip = (held: Held, set: (next: Held) => void, name: string) => (): void => {
    const next = new Set(held);
    if (!next.delete(name)) next.add(name);
    set(next);
    setCopied('');
  };
  return (
    <dialog {...dialog} className="dialog wide" aria-labelledby="teacher-title">
      <h2 id="teacher-title">A link for a class</h2>
      <p className="fine">It opens the tool as it is set now. What you hide is not shown, what you lock stays as it is; students see that it was you, and can open the whole tool knowingly. It is no protection against cheating.</p>
      <div className="fields">
        <SelectField label="Begin with a lesson" value={lesson} onChange={setLesson} options={[{ value: '', label: 'none' }, ...lessons.items.map(({ id, title }) => ({ value: id, label: title }))]} />
        <SelectField label="Set a challenge" value={task} onChange={setTask} options={[{ value: '', label: 'none' }, ...challenges.items.map(({ id, challenge: one }) => ({ value: id, label: one.title })), { value: OWN, label: 'my own' }]} />
      </div>
      {task === OWN && <ChallengeFields challenge={own} onChange={setOwn} />}
      <div className="table-scroll holds" tabIndex={0} role="region" aria-label="Controls to hide or lock">
        <table>
          <thead><tr><th scope="col">control</th><th scope="col">hide</th><th scope="col">lock</th></tr></thead>
          <tbody>
            {CONTROLS.map((row) => {
              const title = `${STEPS.findIndex(({ id }) => id === row.panel) + 1} ${STEPS.find(({ id }) => id === row.panel)?.title ?? row.panel}`;
              const name = isWhole(row) ? `${title}: the whole step` : row.label;
              const above = (held: Held): boolean => !isWhole(row) && held.has(`step-${row.panel}`);
              return (
                <tr key={row.name} className={isWhole(row) ? 'whole' : undefined}>
                  <th scope="row">{isWhole(row) ? title : row.label}</th>
                  <td><input type="checkbox" aria-label={`Hide ${name}`} checked={hide.has(row.name) || above(hide)} disabled={above(hide)} onChange={flip(hide, setHide, row.name)} /></td>
                  <td><input type="checkbox" aria-label={`Lock ${name}`} checked={lock.has(row.name) || above(lock)} disabled={above(lock)} onChange={flip(lock, setLock, row.name)} /></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <div className="link-field"><label htmlFor="class-link">The link, {exact(link.length)} characters</label><input id="class-link" type="text" readOnly value={link} onFocus={(event) => event.target.select()} /></div>
      <div className="actions">
        <span className="hint" role="status">{copied}</span>
        <Button onClick={() => { view.say('info', 'Opened as your class will see it. Undo what you tried with “Open the whole tool”.'); location.hash = link.slice(link.indexOf('#')); onClose(); }}>Try it here</Button>
        <Button tone="primary" onClick={() => void copy()}>Copy link</Button>
        <Button onClick={onClose}>Close</Button>
      </div>
    </dialog>
  );
}
