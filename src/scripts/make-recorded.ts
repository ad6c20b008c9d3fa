/**
 * Records a search for the first visit, so that nothing is blank while a visitor has run nothing:
 * `npm run build:cli && node dist/cli/make-recorded.js [--recipe FILE]`; without a file a recipe with limits
 * that bite is run, so that verdicts are seen too. The page begins with that recipe and marks the search as recorded;
 * running it again gives the same hash. Progress goes to stderr.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { toBase64url } from '../core/lib/index.ts';
import { defaultRecipe, finishJob, parseRecipeText, type JobEvent, type Recipe, type RecordedSearch } from '../engine/index.ts';
import { nodeHost } from '../workers/node/index.ts';

const { values } = parseArgs({
  options: {
    recipe: { type: 'string' },
    out: { type: 'string', default: 'public/recorded/keywords.json' },
    public: { type: 'string', default: 'public' },
  },
});

/** 24 KiB of SRAM and 60 ms on the default board turn away one network in five. */
const firstVisit: Recipe = { ...defaultRecipe, budgets: { ...defaultRecipe.budgets, sramBytes: 24 * 1024, latencyMs: 60 }, seeds: { ...defaultRecipe.seeds, search: 7 } };
const recipe = values.recipe === undefined ? firstVisit : parseRecipeText(readFileSync(values.recipe, 'utf8'), values.recipe);

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
