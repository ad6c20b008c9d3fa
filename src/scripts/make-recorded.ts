/**
 * Records a search for the first visit, so that nothing is blank while a visitor has run nothing:
 * `npm run build:cli && node dist/cli/make-recorded.js [--recipe FILE]`; without a file the default recipe is run. The
 * page marks it as recorded; its own search of the same recipe gives the same hash. Progress goes to stderr.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { toBase64url } from '../core/lib/index.ts';
import { defaultRecipe, finishJob, parseRecipeText, type JobEvent, type RecordedSearch } from '../engine/index.ts';
import { nodeHost } from '../workers/node/index.ts';

const { values } = parseArgs({
  options: {
    recipe: { type: 'string' },
    out: { type: 'string', default: 'public/recorded/keywords.json' },
    public: { type: 'string', default: 'public' },
  },
});

const recipe = values.recipe === undefined ? defaultRecipe : parseRecipeText(readFileSync(values.recipe, 'utf8'), values.recipe);

const QUIET_MS = 2000;
let told = -Infinity;
const tell = ({ stage, done, total, elapsedMs }: JobEvent): void => {
  if (elapsedMs - told < QUIET_MS) return;
  told = elapsedMs;
  process.stderr.write(`${stage} ${done}/${total}\n`);
};

const { model, ...result } = await finishJob(nodeHost(undefined, values.public), 'search', { recipe }, tell);
const recorded: RecordedSearch = { recorded: true, recipe, result, model: toBase64url(model) };
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(values.out, `${JSON.stringify(recorded)}\n`);
process.stdout.write(`${JSON.stringify({ out: values.out, genome: result.genome, accuracy: result.accuracy, hash: result.hash })}\n`);
