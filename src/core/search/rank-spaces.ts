/**
 * Stage 1 of TinyNAS: which search space is worth training? Accuracy grows with compute inside one family, so the
 * space whose fitting networks do the most work on average wins. Networks are drawn and judged; nothing is trained.
 * Source: MCUNet (arXiv 2007.10319) section 3.1. SRAM is formula C plus head-room, flash as TinyEngine's; latency is
 * not a constraint at this stage, as in the paper.
 */
import { checkBudget, fastJudge, type Budget } from '../cost/index.ts';
import { InputError, mean, quantile, Rng } from '../lib/index.ts';
import { sampleInto, type Space } from '../space/index.ts';

export interface RankedSpace {
  readonly space: Space;
  /** Mean over the survivors, 0 of none: what spaces are ranked by. */
  readonly meanMacs: number;
  /** A fifth of the survivors do more than this. */
  readonly p80Macs: number;
  readonly samples: number;
  /** Samples that fit. */
  readonly survivors: number;
  /** MACs of the survivors, ascending: point i of the CDF is (cdf[i], (i + 1) / survivors). */
  readonly cdf: Float64Array;
  /** Whether survivors are enough for their mean to mean something; where not, the space stands behind all others. */
  readonly enough: boolean;
}

/** Networks per space in the paper. */
export const STAGE1_SAMPLES = 1000;

const MOST_SAMPLES = 1_000_000;

/** Networks between two breaths of whoever draws many. */
const AT_ONCE = 5000;

/** A space needs this share of its samples to survive, and never fewer than MIN_SURVIVORS, to be ranked by its mean. */
const MIN_SURVIVING_SHARE = 0.01;
const MIN_SURVIVORS = 10;

const enoughSurvivors = (survivors: number, samples: number): boolean =>
  survivors >= Math.max(MIN_SURVIVORS, Math.ceil(samples * MIN_SURVIVING_SHARE));

/**
 * Best first: spaces with enough survivors by mean MACs, then the rest by mean MACs; ties by id. Each space draws from
 * a stream of its own, named by seed and space id, so its figures depend on neither order nor company.
 * @throws InputError for an impossible budget or a sample count that is not a whole number from 1 to 1 000 000
 */
export function rankSpaces(spaces: readonly Space[], budget: Budget, seed: number | string, samples = STAGE1_SAMPLES): RankedSpace[] {
  return spaces.map((space) => summariseSpace(space, budget, seed, samples)).sort(betterSpace);
}

/** Order of `rankSpaces`, for callers that summarise space by space to show progress. */
export const betterSpace = (a: RankedSpace, b: RankedSpace): number =>
  Number(b.enough) - Number(a.enough) || b.meanMacs - a.meanMacs || (a.space.id < b.space.id ? -1 : 1);

/** One space's figures: draws, judges, keeps what fits. */
export function summariseSpace(space: Space, budget: Budget, seed: number | string, samples = STAGE1_SAMPLES): RankedSpace {
  const steps = summariseSteps(space, budget, seed, samples);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same, yielding the number of networks drawn so far every few milliseconds. */
export function* summariseSteps(space: Space, budget: Budget, seed: number | string, samples = STAGE1_SAMPLES): Generator<number, RankedSpace> {
  checkBudget(budget);
  if (!Number.isInteger(samples) || samples < 1 || samples > MOST_SAMPLES) {
    throw new InputError(`${samples} is not a whole number from 1 to ${MOST_SAMPLES}`, 'samples');
  }
  const rng = new Rng(seed).fork(space.id);
  const judge = fastJudge(space);
  const genes = new Uint8Array(space.choices.length);
  const sramLimit = budget.sramBytes - budget.headroomBytes;
  const fitting = new Float64Array(samples);
  let survivors = 0;
  for (let i = 0; i < samples; i++) {
    if (i > 0 && i % AT_ONCE === 0) yield i;
    sampleInto(space, rng, genes);
    const { macs, peakSramC, flashBytes } = judge(genes);
    if (peakSramC <= sramLimit && flashBytes <= budget.flashBytes) fitting[survivors++] = macs;
  }
  const cdf = fitting.slice(0, survivors).sort();
  return { space, meanMacs: mean(cdf), p80Macs: quantile(cdf, 0.8), samples, survivors, cdf, enough: enoughSurvivors(survivors, samples) };
}
