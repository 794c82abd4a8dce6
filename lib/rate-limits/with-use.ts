import type { OperationContext } from '#lib/command/context.ts';
import type { LimitUse, RateLimit, RateLimitWithUse } from '#lib/contracts/rate-limit-resource.ts';
import { type Gauge, slotMsOf, windowMsOf } from './engine/gauge.ts';
import { gaugeKey } from './engine/tenant-rate-limits.ts';
import { fromCounted, toCounted } from './micro.ts';
import { readUse } from './read-use.ts';

/** The gauges of a limit that all calls of its scope share. */
function sharedGauges({ tenantId }: OperationContext, limit: RateLimit): Gauge[] {
  return limit.limits.map(({ metric, window, limit: most }) => {
    const windowMs = window === null ? 0 : windowMsOf[window];
    const amount = toCounted(metric, most);
    const rule = { limitId: limit.id, name: limit.name, scope: limit.scope.kind, metric, window, limit: amount };
    const key = gaugeKey(rule, '', null);
    const slotMs = windowMs === 0 ? 0 : slotMsOf(windowMs);
    return { tenantId, key, metric, windowMs, slotMs, limit: amount, rule, isBurst: false, isOfTarget: false };
  });
}

/** Puts beside limits how much of them is used now; those that each person or key has for himself have no one figure. */
export async function withUse(ctx: OperationContext, limits: readonly RateLimit[]): Promise<RateLimitWithUse[]> {
  const shared = limits.map((limit) => (limit.per === 'all' ? sharedGauges(ctx, limit) : []));
  const used = await readUse(ctx, shared.flat());
  let at = 0;
  return limits.map((limit, index) => {
    const isShared = (shared[index] ?? []).length > 0;
    const use = limit.limits.map(({ metric, window, limit: most }): LimitUse => {
      const counted = isShared ? (used[at++] ?? null) : null;
      return { metric, window, limit: most, used: counted === null ? null : fromCounted(metric, counted) };
    });
    return { ...limit, use };
  });
}
