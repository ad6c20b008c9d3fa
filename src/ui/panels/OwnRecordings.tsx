/** The user's own WAV folders in place of the built-in task: read in this page, kept in memory, never uploaded. */
import { useState, type ChangeEvent, type ReactNode } from 'react';
import { kib, plural } from '../../charts/index.ts';
import { useResults, useSession } from '../app/session.tsx';
import { Button } from '../kit/index.ts';

const MOST_BYTES = 512 * 1024 * 1024;
/** Lets the input choose a folder; every browser knows it, React's types do not. */
const FOLDER = { webkitdirectory: '' };

export function OwnRecordings(): ReactNode {
  const own = useResults((state) => state.own);
  const { results, view } = useSession();
  const [reading, setReading] = useState(false);

  const take = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const files = [...(target.files ?? [])];
    target.value = '';
    if (files.length === 0) return;
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    if (bytes > MOST_BYTES) return view.say('problem', `That folder holds ${kib(bytes)}; ${kib(MOST_BYTES)} is the most. Leave some recordings out.`);
    setReading(true);
    try {
      const read = await Promise.all(files.map(async (file) => ({ path: file.webkitRelativePath || file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
      results.setState({ own: { tag: `${read[0].path.split('/')[0]}, ${plural(read.length, 'file')}, ${kib(bytes)}`, files: read } });
    } catch (error) {
      view.say('problem', `The folder could not be read (${error instanceof Error ? error.message : 'refused'}). Nothing has changed.`);
    } finally {
      setReading(false);
    }
  };

  return (
    <div>
      <h3>Your own recordings</h3>
      <div className="drop">
        <label className="button plain">
          Open a folder of WAV folders
          <input type="file" multiple className="visually-hidden" {...FOLDER} onChange={(event) => void take(event)} />
        </label>
        <span className="hint" role="status">
          {reading ? 'Reading …' : own ? `${own.tag}: training and search use these until you close them. A link cannot carry them.` : 'One folder for each class, as in Speech Commands. They stay in this page.'}
        </span>
        {own && <Button tone="quiet" onClick={() => results.setState({ own: null })}>Back to the built-in task</Button>}
      </div>
    </div>
  );
}
