import type { Modality } from '#lib/contracts/model-ranking.ts';

/** What is measured of a model in a range. */
export interface MeasuredModel {
  readonly model: string;
  /** Only models of the same kind are compared. */
  readonly modality: Modality;
  readonly succeeded: number;
  /** Failed and interrupted calls: the caller waited and got nothing. */
  readonly broken: number;
  /** Tokens in and out of all its calls. */
  readonly tokens: number;
  readonly requests: number;
  readonly costNanoUsd: bigint;
  readonly latencyP95Ms: number | null;
  readonly thumbsUp: number;
  readonly thumbsDown: number;
}

export interface RankedModel {
  readonly measured: MeasuredModel;
  /** 0 to 100: the lowest cost a unit among compared models, in percent of this one's; null without calls or cost to compare. */
  readonly costEfficiency: number | null;
  /** 0 to 100; null without calls that were tried. */
  readonly qualityScore: number | null;
  readonly recommendation: 'increase' | 'maintain' | 'decrease' | 'replace';
  readonly reason: string;
  /** The model that would do better, where one was found. */
  readonly alternative: string | null;
  /** What the range's calls would have cost less with the alternative; 0 without one. */
  readonly savingNanoUsd: bigint;
}

/** What decides; shown with every ranking. */
export const rankingThresholds = {
  /** Fewer calls decide nothing. */
  requests_min: 50,
  /** Fewer thumbs do not count. */
  feedback_min: 10,
  /** Quality points that are taken for equal. */
  quality_tolerance: 2,
  /** Below this quality a model is replaced by one that is better by as much as `quality_gain` and not dearer. */
  quality_min: 80,
  quality_gain: 5,
  /** A model of at least this quality is recommended where it costs at most `cheap_share` of the average. */
  quality_good: 95,
  cheap_share: 0.6,
  /** An alternative of equal quality that costs at most this share. */
  alternative_share: 0.5,
  /** An alternative may be slower by this factor at most (p95). */
  slower_factor: 1.5,
} as const;

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** Success, and where enough people said what they think, as much of that: 100 × ½ (success + thumbs up). */
export function qualityOf({ succeeded, broken, thumbsUp, thumbsDown }: MeasuredModel): number | null {
  const tried = succeeded + broken;
  if (tried === 0) return null;
  const success = succeeded / tried;
  const rated = thumbsUp + thumbsDown;
  return rounded(100 * (rated < rankingThresholds.feedback_min ? success : (success + thumbsUp / rated) / 2));
}

/** Nano-USD of a thousand tokens, or of a call where the model counts none (images, speech); null for calls without cost. */
export function unitCostOf({ tokens, requests, costNanoUsd }: MeasuredModel): number | null {
  if (costNanoUsd <= 0n || requests === 0) return null;
  return Number(costNanoUsd) / (tokens > 0 ? tokens / 1000 : requests);
}

interface Scored {
  readonly measured: MeasuredModel;
  readonly quality: number | null;
  readonly unit: number | null;
  /** Enough people said what its answers are worth; success alone only says that it answered. */
  readonly isRated: boolean;
}

const isKnown = ({ measured }: Scored): boolean => measured.requests >= rankingThresholds.requests_min;
const countsTokens = ({ measured }: Scored): boolean => measured.tokens > 0;
const successOf = ({ succeeded, broken }: MeasuredModel): number => (100 * succeeded) / Math.max(1, succeeded + broken);

/** Models that can stand in for another: of the same kind, measured in the same unit, and known well enough. */
const comparedWith = (one: Scored, all: readonly Scored[]): Scored[] =>
  all.filter(
    (other) =>
      other !== one && other.measured.modality === one.measured.modality && isKnown(other) && countsTokens(other) === countsTokens(one),
  );

/** By how many points the other is better: by quality where both are rated, else by success, which is measured alike. */
const gainOf = (one: Scored, other: Scored): number =>
  one.isRated && other.isRated ? (other.quality ?? 0) - (one.quality ?? 0) : successOf(other.measured) - successOf(one.measured);

function isFastEnough(one: Scored, other: Scored): boolean {
  const [mine, its] = [one.measured.latencyP95Ms, other.measured.latencyP95Ms];
  return mine === null || its === null || its <= mine * rankingThresholds.slower_factor;
}

/** The best of several alternatives: the cheapest a unit. */
const cheapest = (found: readonly Scored[]): Scored | undefined =>
  found.reduce<Scored | undefined>((best, one) => (best === undefined || (one.unit ?? 0) < (best.unit ?? 0) ? one : best), undefined);

type Verdict = Pick<RankedModel, 'recommendation' | 'reason'> & { readonly by?: Scored };

const maintain = (reason: string): Verdict => ({ recommendation: 'maintain', reason });

/** Something better for a model that fails too often. */
function replacementOf(one: Scored, others: readonly Scored[]): Verdict | undefined {
  const limits = rankingThresholds;
  const { quality, unit } = one;
  if (quality === null || quality >= limits.quality_min) return undefined;
  const better = cheapest(
    others.filter((other) => gainOf(one, other) >= limits.quality_gain && (other.unit ?? 0) <= (unit ?? Number.POSITIVE_INFINITY)),
  );
  if (better === undefined) return undefined;
  const reason = `Quality ${quality} is below ${limits.quality_min}; ${better.measured.model} has ${better.quality} and costs no more.`;
  return { recommendation: 'replace', by: better, reason };
}

/** Something that does the same for much less money; that it answers as well, people must have said. */
function cheaperOf(one: Scored, others: readonly Scored[]): Verdict | undefined {
  const limits = rankingThresholds;
  const { unit } = one;
  if (unit === null) return undefined;
  const candidates = others.filter(
    (other) =>
      (other.unit ?? 0) <= unit * limits.alternative_share && gainOf(one, other) >= -limits.quality_tolerance && isFastEnough(one, other),
  );
  const rated = one.isRated ? cheapest(candidates.filter(({ isRated }) => isRated)) : undefined;
  if (rated !== undefined) {
    const reason = `${rated.measured.model} has the same quality (${rated.quality} against ${one.quality}) at ${shareText(rated.unit, unit)} of the cost.`;
    return { recommendation: 'decrease', by: rated, reason };
  }
  const unrated = cheapest(candidates);
  if (unrated === undefined) return undefined;
  return maintain(
    `${unrated.measured.model} costs ${shareText(unrated.unit, unit)} of it, but fewer than ${limits.feedback_min} thumbs each say whether it answers as well.`,
  );
}

function verdictOn(one: Scored, all: readonly Scored[]): Verdict {
  const limits = rankingThresholds;
  if (!isKnown(one)) return maintain(`Too few calls to judge: ${one.measured.requests} of at least ${limits.requests_min}.`);
  const { quality, unit } = one;
  if (quality === null) return maintain('No call was tried, so there is no quality to judge.');
  const others = comparedWith(one, all);
  const found = replacementOf(one, others) ?? cheaperOf(one, others);
  if (found !== undefined) return found;
  const average = averageUnit([one, ...others]);
  const isCheap = unit !== null && average !== null && others.length > 0 && unit <= average * limits.cheap_share;
  if (isCheap && quality >= limits.quality_good && one.isRated)
    return { recommendation: 'increase', reason: `Quality ${quality} at ${shareText(unit, average)} of what such calls cost on average.` };
  return maintain('No model compared here is clearly better or cheaper at the same quality.');
}

const shareText = (part: number | null, whole: number | null): string => `${Math.round((100 * (part ?? 0)) / (whole || 1))} %`;

/** What a unit costs over all these models together, by their units. */
function averageUnit(models: readonly Scored[]): number | null {
  let [cost, units] = [0, 0];
  for (const { measured, unit } of models) {
    if (unit === null) continue;
    cost += Number(measured.costNanoUsd);
    units += Number(measured.costNanoUsd) / unit;
  }
  return units === 0 ? null : cost / units;
}

/** Scores models against each other and says what to do with each, in the order given. */
export function rankModels(models: readonly MeasuredModel[]): RankedModel[] {
  const all = models.map(
    (measured): Scored => ({
      ...{ measured, quality: qualityOf(measured), unit: unitCostOf(measured) },
      isRated: measured.thumbsUp + measured.thumbsDown >= rankingThresholds.feedback_min,
    }),
  );
  return all.map((one) => {
    const { by, ...verdict } = verdictOn(one, all);
    const compared = [one, ...comparedWith(one, all)].flatMap(({ unit }) => (unit === null ? [] : [unit]));
    const lowest = compared.length === 0 ? null : Math.min(...compared);
    const saved = by === undefined || one.unit === null ? 0 : 1 - (by.unit ?? 0) / one.unit;
    return {
      ...verdict,
      measured: one.measured,
      costEfficiency: one.unit === null || lowest === null ? null : rounded((100 * lowest) / one.unit),
      qualityScore: one.quality,
      alternative: by?.measured.model ?? null,
      savingNanoUsd: BigInt(Math.max(0, Math.round(Number(one.measured.costNanoUsd) * saved))),
    };
  });
}
