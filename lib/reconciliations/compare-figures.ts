import type { DifferenceReason } from '#lib/contracts/reconciliations.ts';
import { formatUsd } from '#lib/core/money.ts';
import type { ProviderFigure } from './provider-figures.ts';

/** What was metered of one day of one model. */
export interface OwnFigure {
  readonly day: string;
  readonly model: string;
  readonly calls: number;
  readonly nanoUsd: bigint;
  readonly tokens: number;
  /** Calls whose end nobody saw, booked at the most they could cost. */
  readonly presumedCalls: number;
  readonly presumedNanoUsd: bigint;
  /** Calls of models without a price, which cost nothing in our books. */
  readonly unpricedCalls: number;
}

export interface Explanation {
  readonly reason: DifferenceReason;
  /** The part of provider − ours that it accounts for. */
  readonly nanoUsd: bigint;
  readonly text: string;
}

export interface ComparedRow {
  readonly day: string;
  readonly model: string;
  readonly state: 'matched' | 'explained' | 'unexplained';
  readonly providerNanoUsd: bigint | null;
  readonly providerTokens: number | null;
  readonly own: OwnFigure;
  readonly explanations: readonly Explanation[];
  /** What presumed calls cost by the provider's figures; null where these prove nothing. */
  readonly evidencedNanoUsd: bigint | null;
}

/** Half a cent: what provider's own rounding does to a row. */
const roundingNano = 5_000_000n;
/** Token counts that differ by less are the same: providers round and count late. */
const tokensAlike = 0.005;

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** What a row may differ by, of what the provider says. */
function toleranceOf(provider: bigint, percent: number): bigint {
  const relative = (magnitude(provider) * BigInt(Math.round(percent * 1000))) / 100_000n;
  return relative > roundingNano ? relative : roundingNano;
}

const nothing = (day: string, model: string): OwnFigure => ({
  ...{ day, model, calls: 0, nanoUsd: 0n, tokens: 0 },
  ...{ presumedCalls: 0, presumedNanoUsd: 0n, unpricedCalls: 0 },
});

/**
 * Compares day by day and model by model, and says what accounts for each difference. A row is explained where what is found
 * accounts for all of it within the tolerance.
 */
export function compareFigures(provider: readonly ProviderFigure[], own: readonly OwnFigure[], tolerancePercent: number): ComparedRow[] {
  const keyOf = ({ day, model }: { day: string; model: string }) => `${day} ${model}`;
  const figures = new Map(provider.map((figure) => [keyOf(figure), figure]));
  const ours = new Map(own.map((figure) => [keyOf(figure), figure]));
  const knowsCost = provider.some(({ nanoUsd }) => nanoUsd !== null);
  const rows = [...new Set([...figures.keys(), ...ours.keys()])].sort().map((key) => {
    const figure = figures.get(key);
    const [day = '', ...rest] = key.split(' ');
    const mine = ours.get(key) ?? nothing(day, rest.join(' '));
    return knowsCost ? compareCosts(figure, mine, tolerancePercent) : compareTokens(figure, mine);
  });
  return knowsCost ? withDayEdges(rows, tolerancePercent) : rows;
}

function compareTokens(figure: ProviderFigure | undefined, own: OwnFigure): ComparedRow {
  const theirs = figure?.tokens ?? 0;
  const row = { day: own.day, model: own.model, providerNanoUsd: null, providerTokens: theirs, own, evidencedNanoUsd: null };
  if (areAlike(theirs, own.tokens)) return { ...row, state: 'matched', explanations: [] };
  const text = `The provider counted ${theirs} tokens, ${own.tokens} were metered.`;
  const isPresumed = own.presumedCalls > 0 && theirs > own.tokens;
  const reason = isPresumed ? 'presumed' : 'tokens';
  return { ...row, state: isPresumed ? 'explained' : 'unexplained', explanations: [{ reason, nanoUsd: 0n, text }] };
}

const areAlike = (one: number, other: number): boolean => Math.abs(one - other) <= Math.max(one, other) * tokensAlike;

function compareCosts(figure: ProviderFigure | undefined, own: OwnFigure, percent: number): ComparedRow {
  const provider = figure?.nanoUsd ?? 0n;
  const tokens = figure?.tokens ?? null;
  const difference = provider - own.nanoUsd;
  const tolerance = toleranceOf(provider, percent);
  const row = { day: own.day, model: own.model, providerNanoUsd: provider, providerTokens: tokens, own };
  const evidenced = evidenceOf(provider, own);
  if (magnitude(difference) <= tolerance) return { ...row, state: 'matched', explanations: [], evidencedNanoUsd: evidenced };
  const explanations = explain(difference, provider, tokens, own);
  const left = explanations.reduce((rest, { nanoUsd, reason }) => (reason === 'unknown' ? rest : rest - nanoUsd), difference);
  const isExplained = magnitude(left) <= tolerance;
  return { ...row, state: isExplained ? 'explained' : 'unexplained', explanations, evidencedNanoUsd: evidenced };
}

/**
 * What presumed calls cost by the provider's figures: all that calls whose cost is known do not account for. Null where
 * there are none, or where the figures would have them cost less than nothing or more than their bounds.
 */
function evidenceOf(provider: bigint, own: OwnFigure): bigint | null {
  if (own.presumedCalls === 0) return null;
  const left = provider - (own.nanoUsd - own.presumedNanoUsd);
  return left >= 0n && left <= own.presumedNanoUsd ? left : null;
}

function explain(difference: bigint, provider: bigint, tokens: number | null, own: OwnFigure): Explanation[] {
  if (evidenceOf(provider, own) !== null && difference < 0n) {
    const text = `${own.presumedCalls} calls whose end nobody saw are booked at the most they could cost; the provider billed less.`;
    return [{ reason: 'presumed', nanoUsd: difference, text }];
  }
  if (own.unpricedCalls > 0 && difference > 0n && own.nanoUsd === 0n) {
    return [{ reason: 'unpriced', nanoUsd: difference, text: `${own.unpricedCalls} calls had no price here and count as nothing.` }];
  }
  if (tokens === null) return [unknown(difference, provider, own)];
  return byTokens(difference, provider, tokens, own);
}

function unknown(difference: bigint, provider: bigint, own: OwnFigure): Explanation {
  if (own.calls === 0) {
    const text = 'The provider billed this and no call went through here: look for keys that are used outside.';
    return { reason: 'missing_calls', nanoUsd: 0n, text };
  }
  if (provider === 0n) {
    const text = `${own.calls} calls were metered here and the provider’s report has nothing of them: not billed yet, or under another name.`;
    return { reason: 'extra_calls', nanoUsd: 0n, text };
  }
  const words = `${formatUsd(magnitude(difference))} USD ${difference > 0n ? 'more' : 'less'}`;
  return {
    reason: 'unknown',
    nanoUsd: difference,
    text: `The provider billed ${words} than was metered, and its report has no tokens to tell why.`,
  };
}

/** Splits a difference into calls that one side does not know, and prices that differ. */
function byTokens(difference: bigint, provider: bigint, tokens: number, own: OwnFigure): Explanation[] {
  if (areAlike(tokens, own.tokens)) {
    const text = `Both counted about ${tokens} tokens; the provider charged ${formatUsd(provider)} USD for them, our prices make ${formatUsd(own.nanoUsd)}.`;
    return [{ reason: 'price', nanoUsd: difference, text }];
  }
  const extra = BigInt(tokens - own.tokens);
  const ofTokens = tokens === 0 ? -own.nanoUsd : (provider * extra) / BigInt(tokens);
  const isMissing = extra > 0n;
  const moved: Explanation = {
    reason: own.calls === 0 ? 'missing_calls' : own.calls > 0 && tokens === 0 ? 'extra_calls' : 'tokens',
    nanoUsd: ofTokens,
    text: isMissing
      ? `The provider counted ${tokens - own.tokens} tokens more than went through here: calls outside, or with keys that others use.`
      : `The provider counted ${own.tokens - tokens} tokens fewer than were metered: it did not bill some calls, or bills them later.`,
  };
  const rest = difference - ofTokens;
  if (magnitude(rest) <= roundingNano) return [moved];
  return [moved, { reason: 'price', nanoUsd: rest, text: 'The rest is a difference of prices.' }];
}

/** Rows of neighbouring days that are off by the same amount in opposite directions: a day that begins at another hour. */
function withDayEdges(rows: readonly ComparedRow[], percent: number): ComparedRow[] {
  const mended = [...rows];
  const differenceOf = ({ providerNanoUsd, own }: ComparedRow) => (providerNanoUsd ?? 0n) - own.nanoUsd;
  for (const [index, row] of mended.entries()) {
    if (row.state !== 'unexplained') continue;
    const next = mended.findIndex((other) => other.model === row.model && other.day === dayAfter(row.day) && other.state === 'unexplained');
    const other = mended[next];
    if (other === undefined) continue;
    const sum = differenceOf(row) + differenceOf(other);
    if (magnitude(sum) > toleranceOf(differenceOf(row), percent)) continue;
    mended[index] = toDayEdge(row, differenceOf(row), other.day);
    mended[next] = toDayEdge(other, differenceOf(other), row.day);
  }
  return mended;
}

const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

const toDayEdge = (row: ComparedRow, nanoUsd: bigint, neighbour: string): ComparedRow => ({
  ...row,
  state: 'explained',
  explanations: [
    {
      reason: 'day_edge',
      nanoUsd,
      text: `What is off here is off the other way on ${neighbour}: the provider’s day begins at another hour.`,
    },
  ],
});
