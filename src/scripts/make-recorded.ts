/**
 * Records the default recipe's search for the first visit, so that nothing is blank while a visitor has run nothing:
 * `npm run build:cli && node dist/cli/make-recorded.js`. The page marks it as recorded; its own search of the same
 * recipe must give the same hash, which a browser test compares. Progress goes to stderr.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { toBase64url } from '../core/lib/index.ts';
import { defaultRecipe, finishJob, type JobEvent, type RecordedSearch } from '../engine/index.ts';
import { nodeHost } from '../workers/node/index.ts';

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'public/recorded/keywords-search.json' }, public: { type: 'string', default: 'public' } },
});

const QUIET_MS = 2000;
let told = -Infinity;
const tell = ({ stage, done, total, elapsedMs }: JobEvent): void => {
  if (elapsedMs - told < QUIET_MS) return;
  told = elapsedMs;
  process.stderr.write(`${stage} ${done}/${total}\n`);
};

const { model, ...result } = await finishJob(nodeHost(undefined, values.public), 'search', { recipe: defaultRecipe }, tell);
const recorded: RecordedSearch = { recorded: true, recipe: defaultRecipe, result, model: toBase64url(model) };
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(values.out, `${JSON.stringify(recorded)}\n`);
process.stdout.write(`${JSON.stringify({ out: values.out, genome: result.genome, accuracy: result.accuracy, hash: result.hash })}\n`);
