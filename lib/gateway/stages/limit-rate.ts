import { AppError } from '#lib/core/errors.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { Gauge } from '#lib/rate-limits/engine/gauge.ts';
import { rateLimited } from '#lib/rate-limits/engine/rate-limited.ts';
import type { Need, TakeAnswer, TakenPart } from '#lib/rate-limits/engine/rate-store.ts';
import type { RatePlan, TenantRateLimits } from '#lib/rate-limits/engine/tenant-rate-limits.ts';
import type { TokenUsage } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Ask } from '../protocols/protocol.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { expectedBound, usualOutputTokens } from './expected-bound.ts';

/** Of text; fewer than a token really has on average, so that the estimate is rather too high. */
const bytesPerToken = 3.5;
const tokensPerPart = 4;
const tokensPerMedium = 800;
const nanoPerMicro = 1_000n;

/** What a call is taken to use until that is known. */
function estimatedTokens({ size, outputTokensMax, choices }: Ask): number {
  const input = Math.ceil((size.bytes - size.opaqueBytes) / bytesPerToken) + size.parts * tokensPerPart + size.media * tokensPerMedium;
  return input + (outputTokensMax ?? usualOutputTokens) * choices;
}

/** What is asked of a tenant's limits. */
type RateRules = Pick<TenantRateLimits, 'planOf' | 'whenStoreDown'>;

const toMicro = (nano: NanoUsd): number => Number((nano + nanoPerMicro - 1n) / nanoPerMicro);

/** Whether attempts were given up since the limits were asked: what they are taken to have used, they keep. */
const hasLostMore = ({ lost, rate }: GatewayCall): boolean => (lost?.length ?? 0) > (rate?.lost ?? 0);

/** Whether an attempt at a target needs more of the limits than the call holds. */
export const isRateOwed = (call: GatewayCall, target: RoutedTarget): boolean => call.rate?.target !== target || hasLostMore(call);

/** `isFurther`: tokens and cost are needed once more; it is the same request, in the same place. */
function needsOf(plan: RatePlan, held: readonly TakenPart[], isFurther: boolean, { ask }: Asked, target: RoutedTarget): Need[] {
  const tokens = plan.hasTokens ? estimatedTokens(ask) : 0;
  const cost = plan.hasCost ? toMicro(expectedBound(ask, target)) : 0;
  const needs: Need[] = [];
  for (const gauge of plan.gauges) {
    const isCounted = gauge.metric === 'tokens' || gauge.metric === 'cost';
    if (!(isFurther && isCounted) && held.some((part) => part.gauge === gauge)) continue;
    needs.push({ gauge, amount: gauge.metric === 'tokens' ? fitting(tokens, ask, gauge) : gauge.metric === 'cost' ? cost : 1 });
  }
  return needs;
}

/** A guess alone refuses nobody for good: only what the caller asked for himself is more than a limit ever allows. */
const fitting = (tokens: number, { outputTokensMax }: Ask, { limit }: Gauge): number =>
  outputTokensMax === null ? Math.min(tokens, limit) : tokens;

/**
 * Takes from all limits of the call at the first target whose own limits allow it, all or none. Answers the plan from that
 * target on. Throws `rate_limited`, and `rate_limit_store_unavailable` where the tenant wants that while nothing can be counted.
 */
export async function limitRate(
  call: GatewayCall,
  caller: Caller,
  limits: RateRules,
  asked: Asked,
  plan: readonly RoutedTarget[],
): Promise<readonly RoutedTarget[]> {
  for (let at = 0; at < plan.length; at += 1) {
    const target = plan[at];
    if (target === undefined) break;
    const answer = await takeAt(call, caller, limits, asked, target);
    if (answer === null || answer.isAdmitted) return at === 0 ? plan : plan.slice(at);
    // Only a limit of the target itself is another one at the next.
    if (!answer.short.isOfTarget || at === plan.length - 1) throw refusalOf(call, answer);
  }
  return plan;
}

/**
 * Takes what a further attempt needs more than the call holds: the limits of another target; tokens and cost beside those of an
 * attempt that may be billed.
 */
export async function extendRate(call: GatewayCall, caller: Caller, limits: RateRules, asked: Asked, target: RoutedTarget): Promise<void> {
  const answer = await takeAt(call, caller, limits, asked, target);
  if (answer === null || answer.isAdmitted) return;
  call.isLimitShort = hasLostMore(call) && !answer.short.isOfTarget;
  throw refusalOf(call, answer);
}

/** Null where nothing is to be taken. */
async function takeAt(
  call: GatewayCall,
  { principal }: Caller,
  limits: RateRules,
  asked: Asked,
  target: RoutedTarget,
): Promise<TakeAnswer | null> {
  call.rate ??= { target, parts: [], readings: [], isSpent: false, lost: 0, lostTokens: 0, event: null };
  call.rate.target = target;
  const plan = limits.planOf(principal, { connectionId: target.connection.connectionId, model: target.model });
  const { parts, readings } = call.rate;
  const needs = needsOf(plan, parts, hasLostMore(call), asked, target);
  if (needs.length === 0) return null;
  const answer = await ask(call, limits, needs);
  if (answer === null) return null;
  if (answer.isAdmitted && call.stopReason !== null) call.runtime.rates.settle(answer.taken, () => 0);
  call.throwIfStopped();
  call.rate.readings = parts.length === 0 ? answer.readings : [...readings, ...answer.readings];
  if (answer.isAdmitted) {
    call.rate.parts = [...parts, ...answer.taken.parts];
    call.rate.lost = call.lost?.length ?? 0;
  }
  return answer;
}

/** Asks the store; null where it is out of reach and the tenant lets calls pass then. */
async function ask(
  call: GatewayCall,
  { whenStoreDown }: Pick<RateRules, 'whenStoreDown'>,
  needs: readonly Need[],
): Promise<TakeAnswer | null> {
  const { rates, logger, metrics } = call.runtime;
  const holdMs = call.deadlines.totalAt - performance.now() + 60_000;
  try {
    const answer = rates.take(needs, call.id, holdMs);
    return answer instanceof Promise ? await answer : answer;
  } catch (cause) {
    metrics.rateStoreFailures += 1;
    logger.debug({ err: cause, request_id: call.requestId }, 'The limits of a call could not be counted');
    if (whenStoreDown === 'open') return null;
    throw new AppError('rate_limit_store_unavailable', { cause });
  }
}

function refusalOf(call: GatewayCall, answer: TakeAnswer & { readonly isAdmitted: false }): AppError {
  call.runtime.metrics.rateRefusals += 1;
  return rateLimited(answer);
}

/** Tokens as limits count them. */
export const countedTokens = ({ input, cacheRead, cacheWrite, output }: TokenUsage): number =>
  (input ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0) + (output ?? 0);

/**
 * Gives back what the call did not use, once it has ended. A call that we refused ourselves before any attempt counts as none;
 * one that was answered counts with what it used.
 */
export function endRate(call: GatewayCall): void {
  if (call.rate === null) return;
  const { parts, isSpent, event, lostTokens } = call.rate;
  if (parts.length === 0) return;
  const isUncounted = call.attempts === 0 && !call.isKept && !isSpent;
  const counted = new Set<Gauge>();
  call.runtime.rates.settle({ id: call.id, parts }, ({ gauge, amount }) => {
    if (gauge.metric === 'concurrency' || isUncounted) return 0;
    if (gauge.metric === 'requests') return amount;
    // A call whose end could not be recorded is taken to have used all of it.
    if (event === null) return amount;
    // What further attempts took of the same limit is given back: the first part counts all that was used.
    if (counted.has(gauge)) return 0;
    counted.add(gauge);
    return gauge.metric === 'tokens' ? countedTokens(event.usage) + lostTokens : toMicro(event.costNanoUsd);
  });
}
