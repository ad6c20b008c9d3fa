/** Under a result: the link that tells it, the command that makes it again, the code that shows it elsewhere. */
import type { ReactNode } from 'react';
import { shareOf, type PanelId } from '../../store/index.ts';
import { Button } from '../kit/index.ts';
import { useResults, useSession } from './session.tsx';
import { copyCommandLine, copyEmbed, copyResultLink, type CommandLine } from './share.ts';
import { STEP_TITLES } from './titles.ts';

/** @param verb which command makes this again */
export function ShareResult({ panel, verb }: { readonly panel: PanelId; readonly verb: CommandLine }): ReactNode {
  const session = useSession();
  const search = useResults((state) => state.search);
  const shown = useResults((state) => state.analysis?.genome ?? null);
  const share = shareOf(search);
  const step = STEP_TITLES[panel];
  // beside another network, or one of a file, its link would be taken for that one's
  const told = search?.result != null && (panel === 'search' || shown === search.result.genome);
  return (
    <div className="actions">
      {told && <Button disabled={'problem' in share} aria-label={`Copy result link, ${step}`} onClick={() => void copyResultLink(session)}>Copy result link</Button>}
      <Button aria-label={`Copy as command, ${step}`} onClick={() => void copyCommandLine(session, verb)}>Copy as command</Button>
      <Button aria-label={`Copy embed code, ${step}`} onClick={() => void copyEmbed(session, panel, step)}>Copy embed code</Button>
      {told && 'problem' in share && <span className="hint">{share.problem}</span>}
    </div>
  );
}
