import { z } from 'zod';
import { tierFor } from '#lib/catalog/price-call.ts';
import { nanoFromPico } from '#lib/core/money.ts';
import { type Estimate, monthDays } from '../estimate.ts';
import { counted, percent } from '../money-words.ts';
import type { AnswerLengths, Reading } from '../reading.ts';
import type { Found, RecommendationKind } from '../recommendation-kind.ts';
import { addRule, removeRule } from '../replacement-change.ts';
import { isNamed } from '../replacement-measuring.ts';

const callsMin = 200;
/** More answers cut off than these are no runaways but the work. */
const cutShareMax = 0.01;

const Plan = z.object({ requested: z.string(), cap: z.number(), perCall: z.string() });

function toFound({ days, priceOf, groups }: Reading, lengths: AnswerLengths): Found[] {
  const { requested, provider, model, calls, cap, beyond, cut, usual } = lengths;
  const price = priceOf(provider, model);
  const rate = price === undefined ? undefined : tierFor(price, 0)?.picoUsdPerUnit.output;
  if (rate === undefined || calls < callsMin || cut === 0 || cut > calls * cutShareMax) return [];
  const month = (nanoFromPico(BigInt(beyond) * rate) * BigInt(monthDays)) / BigInt(Math.max(1, days.length));
  // A handful of answers decides, so the interval is theirs: a Poisson count of as many.
  const spread = Math.min(1, 1.96 / Math.sqrt(cut));
  const part = (share: number): bigint => BigInt(Math.round(Number(month) * share));
  const estimate: Estimate = { amount: month, low: part(1 - spread), high: part(1 + spread) };
  const own = groups.filter((group) => group.requested === requested && group.isText && group.of === 'priced');
  const cost = own.reduce((sum, group) => sum + group.cost, 0n);
  const perCall =
    cost /
    BigInt(
      Math.max(
        1,
        own.reduce((sum, group) => sum + group.calls, 0),
      ),
    );
  return [
    {
      fingerprint: requested,
      title: `Limit answers of ${requested} to ${counted(cap)} tokens`,
      summary: `95 of 100 answers stay below ${counted(usual)} tokens; ${counted(cut)} ran past ${counted(cap)}, and what they wrote beyond it was paid for.`,
      risk: `${percent(cut / calls)} of the answers would have been cut off. Their callers see that the limit was reached.`,
      ...{ estimate, confidence: 'medium', effort: 'low' },
      evidence: [
        { label: `Answers in ${days.length} days`, value: counted(calls), href: `/usage?f.model=is:${encodeURIComponent(model)}` },
        { label: 'Below (95 of 100)', value: `${counted(usual)} tokens`, href: null },
        { label: `Longer than ${counted(cap)}`, value: counted(cut), href: null },
        { label: 'Tokens beyond it', value: counted(beyond), href: null },
      ],
      plan: { requested, cap, perCall: `${perCall}` },
    },
  ];
}

/** Answers that run away, cut at twice what is usual. */
export const outputCap: RecommendationKind = {
  name: 'output_cap',
  find: (reading) => reading.lengths.flatMap((lengths) => toFound(reading, lengths)),
  change: {
    apply: async (ctx, plan) => {
      const { requested, cap } = Plan.parse(plan);
      return addRule(ctx, { name: `limit ${requested} to ${cap}`, models: [requested], output_tokens_max: cap });
    },
    undo: (ctx, _plan, memo) => removeRule(ctx, memo),
  },
  measuring: {
    where: (plan) => isNamed('model', Plan.parse(plan).requested, 'requested_model'),
    // As many calls at what one cost before.
    baselineOf: (plan, group) =>
      group.isText && group.of === 'priced' ? BigInt(Plan.parse(plan).perCall) * BigInt(group.calls) : undefined,
  },
};
