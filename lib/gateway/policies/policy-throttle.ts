import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { Wanted } from '#lib/policies/engine/decide.ts';
import { type Gauge, slotMsOf, windowMsOf } from '#lib/rate-limits/engine/gauge.ts';
import { rateLimited } from '#lib/rate-limits/engine/rate-limited.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';

/** Whose calls a policy counts together: the key's where they have no such owner. */
function subjectOf(
  { principal }: Caller,
  per: 'key' | 'user' | 'team' | 'policy',
): { scope: 'key' | 'user' | 'team' | 'tenant'; id: string } {
  if (per === 'policy') return { scope: 'tenant', id: principal.tenantId };
  const id = per === 'user' ? principal.userId : per === 'team' ? principal.teamId : principal.keyId;
  return id === null ? { scope: 'key', id: principal.keyId } : { scope: per, id };
}

function gaugeOf(caller: Caller, { policy, parameters }: Wanted<'throttle'>): Gauge {
  const { scope, id } = subjectOf(caller, parameters.per);
  const { minute: windowMs } = windowMsOf;
  const limit = parameters.requests_per_minute;
  const rule = { limitId: policy.policyId, name: policy.name, scope, metric: 'requests', window: 'minute', limit } as const;
  return {
    ...{ tenantId: caller.principal.tenantId, key: `policy:${policy.policyId}:${scope}:${id}`, metric: 'requests', limit, rule },
    ...{ windowMs, slotMs: slotMsOf(windowMs), isBurst: false, isOfTarget: false },
  };
}

/**
 * Counts a call for the policies that limit how many there are a minute, all processes together as rate limits are. Throws
 * AppError('rate_limited') with the time to wait; `rate_limit_store_unavailable` where nothing can be counted.
 */
export async function obeyThrottles(call: GatewayCall, caller: Caller, throttles: readonly Wanted<'throttle'>[]): Promise<void> {
  const { rates, metrics } = call.runtime;
  const needs = throttles.map((wanted) => ({ gauge: gaugeOf(caller, wanted), amount: 1 }));
  const holdMs = call.deadlines.totalAt - performance.now() + 60_000;
  let answer: Awaited<ReturnType<typeof rates.take>>;
  try {
    answer = await rates.take(needs, newUuid(call.runtime.clock.now()), holdMs);
  } catch (cause) {
    metrics.rateStoreFailures += 1;
    throw new AppError('rate_limit_store_unavailable', { cause });
  }
  if (!answer.isAdmitted) {
    metrics.rateRefusals += 1;
    throw rateLimited(answer);
  }
  rates.settle(answer.taken, ({ amount }) => amount);
}
