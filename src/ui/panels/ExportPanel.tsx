/** Step 7: leave with C code: the bundle's files, one zip, the link that reproduces it, the command that does too. */
import { useEffect, type ReactNode } from 'react';
import { kib, plural, saveFile } from '../../charts/index.ts';
import { encodeLink } from '../../engine/index.ts';
import { useJob, useResults, useSession } from '../app/session.tsx';
import { Button, JobBar } from '../kit/index.ts';
import { copyText } from '../app/clipboard.ts';

export function ExportPanel(): ReactNode {
  const { actions, view } = useSession();
  const search = useResults((state) => state.search);
  const exported = useResults((state) => state.exported);
  const job = useJob('export');
  const model = search?.model ?? null;
  useEffect(() => {
    if (model && !exported) void actions.exportBundle();
  }, [model, exported, actions]);
  if (!search || !model) return <p className="fine">The bundle appears here once a search has chosen a network.</p>;
  const link = encodeLink(search.recipe);
  const command = `npx thimble search '${link}' --out out/ --json`;
  const copy = (text: string, what: string) => () => void copyText(text).then((done) => view.say(done ? 'info' : 'problem', done ? `${what} copied.` : `The browser did not allow copying; here it is: ${text}`));
  const base = `thimble-${search.recipe.task}-${search.recipe.board}`;
  return (
    <>
      <p>
        The search’s chosen network as C: no library but <code>memcpy</code> and <code>memset</code>, no allocation, an arena of {exported ? kib(exported.arenaBytes) : '…'}.
        {search.recorded && ' It is the network of the recorded search.'}
      </p>
      <JobBar job={job} name="Export" onStop={() => actions.stop('export')} />
      <div className="actions">
        <Button tone="primary" disabled={!exported} onClick={() => exported && saveFile(`${base}.zip`, owned(exported.zip), 'application/zip')}>Download the C bundle{exported && `, ${kib(exported.zip.length)}`}</Button>
        <Button onClick={() => saveFile(`${base}.recipe.json`, `${JSON.stringify(search.recipe, null, 2)}\n`, 'application/json')}>recipe.json</Button>
        <Button onClick={copy(`${location.href.split('#')[0]}${link}`, 'Link')}>Copy link</Button>
        <Button onClick={copy(command, 'Command')}>Copy as command</Button>
      </div>
      {exported && (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Files of the bundle">
          <table>
            <thead><tr><th scope="col">file</th><th scope="col" className="number">size</th></tr></thead>
            <tbody>{exported.files.map((file) => <tr key={file.path}><td><code>{file.path}</code></td><td className="number">{kib(file.bytes.length)}</td></tr>)}</tbody>
          </table>
        </div>
      )}
      {exported && <p className="fine">{plural(exported.files.length, 'file')}; SHA-256 <code>{exported.hash.slice(0, 16)}…</code> The same link gives the same bytes on another machine, in the page and on the command line.</p>}
    </>
  );
}

/** A copy over a plain ArrayBuffer, as Blob asks for. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
