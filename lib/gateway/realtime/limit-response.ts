import type { TenantRateLimits } from '#lib/rate-limits/engine/tenant-rate-limits.ts';
import type { Caller } from '../calls/gateway-call.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { limitRate } from '../stages/limit-rate.ts';
import type { ResponseCall } from './response-call.ts';

/** The limits of a response: all of the tenant's but those on calls at a time, of which its session is one. */
const ofResponses = (limits: TenantRateLimits): Pick<TenantRateLimits, 'planOf' | 'whenStoreDown'> => ({
  whenStoreDown: limits.whenStoreDown,
  planOf: (principal, target) => {
    const plan = limits.planOf(principal, target);
    return { ...plan, gauges: plan.gauges.filter(({ metric }) => metric !== 'concurrency') };
  },
});

/** Takes a response from the limits of its key and target; undefined where there are none. Rejects with AppError('rate_limited' | 'rate_limit_store_unavailable'). */
export function limitResponse(response: ResponseCall, caller: Caller, target: RoutedTarget): Promise<unknown> | undefined {
  const { rateLimits } = caller.tenant;
  return rateLimits === null ? undefined : limitRate(response, caller, ofResponses(rateLimits), response.asked, [target]);
}
