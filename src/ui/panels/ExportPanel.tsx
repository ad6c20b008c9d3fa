/** Step 7: leave with C or with firmware: what it may be, its files, the link that reproduces it, the command that does too. */
import { useEffect, useId, type ReactNode } from 'react';
import { kib, plural, saveFile } from '../../charts/index.ts';
import type { BoardRow, ExportFormat, ExportResult } from '../../engine/index.ts';
import { networkInHand, shareOf } from '../../store/index.ts';
import { boardOf, useJob, useRecipe, useResults, useSession, useView } from '../app/session.tsx';
import { copyCommandLine, copyResultLink } from '../app/share.ts';
import { STEP_TITLES } from '../app/titles.ts';
import { Button, JobBar } from '../kit/index.ts';
import { downloadName, formatRow, FORMATS, whyNot, type FormatRow } from './exportFormats.ts';
import { OpenedNote } from './OpenModel.tsx';

export function ExportPanel(): ReactNode {
  const session = useSession();
  const { actions } = session;
  const now = useRecipe();
  const search = useResults((state) => state.search);
  const opened = useResults((state) => state.opened);
  const exported = useResults((state) => state.exported);
  const techniques = useView((state) => state.techniques);
  const format = formatRow(useView((state) => state.format));
  const job = useJob('export');
  const target = networkInHand({ opened, search }, now);
  const model = target?.model ?? null;
  useEffect(() => {
    if (model && !exported) void actions.exportBundle();
  }, [model, exported, format, techniques, now.board, now.budgets, actions]);
  if (!target || !model) return <p className="fine">The code appears here once a search has chosen a network, or a model file is open.</p>;
  const { recipe } = target;
  const name = target.opened ? target.name.replace(/\.[a-z0-9]+$/i, '') : `thimble-${recipe.task}`;
  return (
    <>
      <OpenedNote />
      <Formats chosen={format} board={boardOf(now)} onChoose={actions.chooseFormat} />
      <p>
        {format.image
          ? <>A firmware image for {boardOf(now).name}, linked in this page: it runs a recorded input once after reset and says whether the answer is right.</>
          : <>The network as C: no library but <code>memcpy</code> and <code>memset</code>, no allocation, an arena of {exported ? kib(exported.arenaBytes) : '…'}.</>}
        {search?.recorded && !target.opened && ' It is the network of the recorded search.'}
      </p>
      {job.status === 'failed'
        ? <p className="notice problem" role="alert">{format.image ? `No ${format.name} here. ` : ''}{job.problem}</p>
        : <JobBar job={job} name="Export" quiet onStop={() => actions.stop('export')} />}
      {exported && !exported.verdict.fits && <p className="problem">✕ It does not fit the budgets of step 1; the code is whole all the same.</p>}
      <div className="actions">
        <Button tone="primary" disabled={!exported} onClick={() => exported && download(exported, format, `${name}-${recipe.board}`)}>
          {format.image ? `Download the ${format.name}` : 'Download the C bundle'}{exported && `, ${kib(format.image ? exported.files[0].bytes.length : exported.zip.length)}`}
        </Button>
        <Button onClick={() => saveFile(`${name}.int8`, owned(model), 'application/octet-stream')}>Thimble model</Button>
        {search && !target.opened && <Button onClick={() => saveFile(`${name}-${recipe.board}.recipe.json`, `${JSON.stringify(search.recipe, null, 2)}\n`, 'application/json')}>recipe.json</Button>}
        {search?.result && !target.opened && <Button disabled={'problem' in shareOf(search)} aria-label={`Copy result link, ${STEP_TITLES.export}`} onClick={() => void copyResultLink(session)}>Copy result link</Button>}
        <Button aria-label={`Copy as command, ${STEP_TITLES.export}`} onClick={() => void copyCommandLine(session, 'export')}>Copy as command</Button>
      </div>
      {exported && <Files exported={exported} />}
    </>
  );
}

function Formats({ chosen, board, onChoose }: { readonly chosen: FormatRow; readonly board: BoardRow; readonly onChoose: (format: ExportFormat) => void }): ReactNode {
  const name = useId();
  return (
    <fieldset className="formats">
      <legend>Take it away as</legend>
      {FORMATS.map((row) => {
        const missing = whyNot(row, board);
        return (
          <label key={row.id}>
            <input type="radio" name={name} checked={row.id === chosen.id} disabled={missing !== null && row.id !== chosen.id} onChange={() => onChoose(row.id)} />
            <span><strong>{row.name}</strong> <span className="hint">{missing ?? row.means}</span></span>
          </label>
        );
      })}
    </fieldset>
  );
}

function Files({ exported }: { readonly exported: ExportResult }): ReactNode {
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Files of the export">
        <table>
          <thead><tr><th scope="col">file</th><th scope="col" className="number">size</th></tr></thead>
          <tbody>{exported.files.map((file) => <tr key={file.path}><td><code>{file.path}</code></td><td className="number">{kib(file.bytes.length)}</td></tr>)}</tbody>
        </table>
      </div>
      <p className="fine">
        {plural(exported.files.length, 'file')}; on the board {kib(exported.flashBytes)} of flash and {kib(exported.ramBytes)} of RAM, of which arena {kib(exported.arenaBytes)}{exported.frontEnd && `; the audio front end, where it is called, ${kib(exported.frontEnd.flashBytes)} and ${kib(exported.frontEnd.ramBytes)} more`}.
        SHA-256 <code>{exported.hash.slice(0, 16)}…</code> The same network gives the same bytes on another machine, in the page and on the command line.
      </p>
    </>
  );
}

/** Sources as one zip, an image as the one file it is. */
function download({ files, zip }: ExportResult, format: FormatRow, base: string): void {
  if (format.image) saveFile(downloadName(base, format), owned(files[0].bytes), 'application/octet-stream');
  else saveFile(downloadName(base, format), owned(zip), 'application/zip');
}

/** A copy over a plain ArrayBuffer, as Blob asks for. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
