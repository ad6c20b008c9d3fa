/** A challenge, judged live by the network at hand: each condition, whether it is met, and how much is missing. */
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { encodeLink, judgeChallenge, parseRecipe, type Challenge, type Recipe } from '../../engine/index.ts';
import { boardName } from '../../store/index.ts';
import { goTo } from '../app/navigate.ts';
import { addressOf, copy } from '../app/share.ts';
import { useRecipe, useResults, useSession } from '../app/session.tsx';
import { Button } from '../kit/index.ts';
import { lineText, presentNetwork, verdictText } from './challengeText.ts';
import { learn } from './learn.ts';
import { challenges } from './lessons.ts';
import { Blocks } from './MarkdownView.tsx';

/** The recipe with the challenge's own limits as its budgets, and the challenge in its link. */
const setFor = (recipe: Recipe, challenge: Challenge): Recipe => {
  const { lesson: _, ...view } = recipe.view;
  const { board, sramBytes, flashBytes, latencyMs } = challenge;
  return parseRecipe({
    ...recipe, board: board ?? recipe.board, view: { ...view, challenge },
    // the limit is on what the network takes, the budget on all there is
    budgets: { ...recipe.budgets, sramBytes: sramBytes === null ? null : sramBytes + recipe.budgets.headroomBytes, flashBytes, latencyMs },
  });
};

export function ChallengeView({ challenge }: { readonly challenge: Challenge }): ReactNode {
  const session = useSession();
  const recipe = useRecipe();
  const results = useResults((state) => state);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [challenge]);
  const present = useMemo(() => presentNetwork(results, recipe), [results, recipe]);
  const lines = useMemo(() => judgeChallenge(challenge, present?.network ?? null), [challenge, present]);
  const file = challenges.items.find((one) => JSON.stringify(one.challenge) === JSON.stringify(challenge));
  const takeUp = (): void => {
    const next = setFor(recipe, challenge);
    if (session.recipe.edit(() => next)) session.recipe.look({ challenge });
  };
  const share = (): Promise<void> => copy(session, addressOf(encodeLink(setFor(recipe, challenge))), 'Link copied. Whoever opens it has this challenge before them.');
  return (
    <>
      <div className="learn-head">
        <p className="hint">Challenge</p>
        <Button tone="quiet" onClick={() => learn.setState({ open: 'list', challenge: null })}>To the list</Button>
      </div>
      <h2 ref={heading} tabIndex={-1}>{challenge.title}</h2>
      {file && <div className="learn-text"><Blocks blocks={file.body} /></div>}
      <p className="hint">{present === null ? 'No network is chosen yet.' : `Judged: ${present.name}.`}</p>
      <ul className="conditions">
        {lines.map((line) => (
          <li key={line.what} className={line.met ? 'verdict fits' : 'verdict over'}><span aria-hidden="true">{line.met ? '✓' : '✕'}</span> {lineText(line, line.what === 'board' && challenge.board !== null ? boardName(challenge.board) : null, present)}</li>
        ))}
      </ul>
      <p role="status" className="chart-title">{verdictText(lines, present)}</p>
      {challenge.accuracy !== null && <p className="hint">Accuracy counts on the test split, as int8, for the network a search has chosen in step 5.</p>}
      <div className="actions">
        <Button tone="primary" onClick={takeUp}>Make its limits my budgets</Button>
        <Button onClick={() => goTo(session, 'search')}>To the search</Button>
        <Button tone="quiet" onClick={() => void share()}>Copy link</Button>
      </div>
    </>
  );
}
