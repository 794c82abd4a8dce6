import type { tenantHealths } from '#lib/contracts/platform.ts';

export type TenantHealth = (typeof tenantHealths)[number];

const dayMs = 86_400_000;
const newForDays = 14;
const failingPercent = 5;
const shrinkingShare = 0.5;
/** Below this many people a month says nothing about the next. */
const shrinkingFrom = 4;

/** What health is judged by; counts of the last thirty days unless said. */
export interface HealthFacts {
  readonly status: 'active' | 'suspended';
  readonly createdAt: Date;
  readonly requests: number;
  readonly requestsOfWeek: number;
  readonly activeMonth: number;
  readonly activeMonthBefore: number;
  /** Of two days; null without calls. */
  readonly errorPercent: number | null;
}

/** The most pressing judgement that fits; `tenantHealths` says the rules in words. */
export function healthOf(facts: HealthFacts, now: Date): TenantHealth {
  if (facts.status === 'suspended') return 'suspended';
  if (facts.errorPercent !== null && facts.errorPercent >= failingPercent) return 'failing';
  const { activeMonth, activeMonthBefore } = facts;
  if (activeMonthBefore >= shrinkingFrom && activeMonth < activeMonthBefore * shrinkingShare) return 'shrinking';
  const isYoung = now.getTime() - facts.createdAt.getTime() < newForDays * dayMs;
  if (facts.requests === 0 && isYoung) return 'new';
  return facts.requestsOfWeek === 0 ? 'idle' : 'healthy';
}

/** `part` of `whole` in percent with one decimal; null where there is no whole. */
export const percentOf = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 1000) / 10);

/** How much more `now` is than `before`, in percent with one decimal; null where there was nothing before. */
export const growthOf = (now: number, before: number): number | null => (before === 0 ? null : percentOf(now - before, before));
