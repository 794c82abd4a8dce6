import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { NanoUsd } from '#lib/core/money.ts';
import { monthOf } from '../day-series.ts';
import { notBelowZero } from '../estimate.ts';
import { counted, dollars, percent } from '../money-words.ts';
import type { Found, RecommendationKind } from '../recommendation-kind.ts';
import { isNamed } from '../replacement-measuring.ts';
import type { TrafficGroup } from '../traffic.ts';

const sum = (groups: readonly TrafficGroup[], of: (group: TrafficGroup) => number): number =>
  groups.reduce((total, group) => total + of(group), 0);

const Plan = z.object({ provider: z.string(), model: z.string(), lostShare: z.number() });

function toFound(groups: readonly TrafficGroup[], days: readonly string[]): Found[] {
  const [first] = groups;
  const month = monthOf(days, groups, ({ lost }) => lost);
  const cost = groups.reduce((total, group) => total + group.cost, 0n);
  const lost = groups.reduce((total, group) => total + group.lost, 0n);
  if (first === undefined || month === undefined || lost <= 0n) return [];
  const { provider, model } = first;
  const lostShare = Number(lost) / Math.max(1, Number(cost));
  return [
    {
      fingerprint: `${provider} ${model}`,
      title: `Calls to ${model} that were paid for without an answer`,
      summary: `${percent(lostShare)} of what ${model} costs goes to calls that failed after they were billed, or whose callers left. Look at what fails, put a fallback behind it, and give callers who wait more time.`,
      risk: 'None by itself: fewer retries and longer time-outs change what callers wait for.',
      estimate: notBelowZero(month),
      ...{ confidence: 'medium', effort: 'medium' },
      evidence: [
        {
          label: `Calls in ${days.length} days`,
          value: counted(sum(groups, ({ calls }) => calls)),
          href: `/usage?f.model=is:${encodeURIComponent(model)}`,
        },
        {
          label: 'Billed without an answer',
          value: counted(sum(groups, ({ lostCalls }) => lostCalls)),
          href: `/usage?f.model=is:${encodeURIComponent(model)}&f.status=is:failed,cancelled`,
        },
        { label: 'What they cost', value: dollars(lost), href: `/usage?f.status=is:failed` },
      ],
      plan: { provider, model, lostShare },
    },
  ];
}

/** Money for calls that nobody got an answer from. */
export const failedCalls: RecommendationKind = {
  name: 'failed_calls',
  find: ({ groups, days }) =>
    [...Map.groupBy(groups, ({ provider, model }) => `${provider}\n${model}`).values()].flatMap((of) => toFound(of, days)),
  measuring: {
    where: (plan) => sql`${isNamed('model', Plan.parse(plan).model)}`,
    // The share that was lost before, of what answered calls cost now.
    baselineOf: (plan, { cost, lost }) => cost - lost + scaled(cost - lost, Plan.parse(plan).lostShare),
  },
};

/** What would be lost beside an answered cost at a share of the whole. */
const scaled = (answered: NanoUsd, share: number): NanoUsd =>
  share >= 1 ? 0n : BigInt(Math.round(Number(answered) * (share / (1 - share))));
