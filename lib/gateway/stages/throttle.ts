import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import { type PacedBudget, paceWaitMsMax } from '#lib/budgets/engine/budget-paces.ts';
import type { TenantBudgets } from '#lib/budgets/engine/tenant-budgets.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { ThresholdAct } from '../calls/threshold-trace.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { attributionOf } from './describe-call.ts';
import { expectedBound } from './expected-bound.ts';
import { actingAt, traceOf } from './obey-thresholds.ts';

interface Slowing extends PacedBudget {
  readonly budget: BudgetInForce;
  readonly percent: number;
}

function slowingOf(call: GatewayCall, caller: Caller, budgets: TenantBudgets, { tags }: Asked, target: RoutedTarget): Slowing[] {
  const { keeper } = call.runtime;
  const nowMs = keeper.now();
  const applicable = budgets.applicable(call.attribution ?? attributionOf(caller.principal), target.provider.name, target.model, tags);
  return applicable.flatMap((budget): Slowing[] => {
    const acting = actingAt(budget, nowMs);
    if (acting === null || acting.throttle === null) return [];
    const remainingNanoUsd = keeper.accounts.remainingOf(budget, nowMs) ?? acting.remainingNanoUsd;
    return [{ budget, budgetId: budget.budgetId, percent: acting.throttle.percent, remainingNanoUsd, untilMs: acting.untilMs }];
  });
}

function tooSlow({ budget, percent, untilMs }: Slowing, waitMs: number): AppError {
  const seconds = Math.ceil((waitMs - paceWaitMsMax) / 1000) + 1;
  return new AppError('rate_limited', {
    detail: `${percent} % of the budget "${budget.name}" is spent, and from there on calls go slowly, so that the rest lasts until ${new Date(untilMs).toISOString()}. Too many wait already. Try again in ${seconds} s. ${budget.owner ?? 'An administrator'} can raise the budget.`,
    headers: { 'retry-after': String(seconds) },
  });
}

/**
 * Slows the calls of budgets down whose thresholds ask for it: each waits for its turn, for seconds at most. Throws
 * AppError('rate_limited') where too many wait already.
 */
export async function throttle(
  call: GatewayCall,
  caller: Caller,
  budgets: TenantBudgets,
  asked: Asked,
  target: RoutedTarget,
): Promise<void> {
  const slowing = slowingOf(call, caller, budgets, asked, target);
  if (slowing.length === 0) return;
  const { runtime } = call;
  const { isTaken, waitMs, by } = runtime.paces.take(slowing, expectedBound(asked.ask, target), runtime.keeper.now());
  const slowest = slowing.find(({ budgetId }) => budgetId === by);
  if (slowest === undefined) return;
  const act: ThresholdAct = { action: 'throttle', budget: slowest.budget, percent: slowest.percent, waitMs: isTaken ? waitMs : 0 };
  traceOf(call).acts.push(act);
  runtime.metrics.throttledCalls += 1;
  if (!isTaken) throw tooSlow(slowest, waitMs);
  await call.pause(waitMs);
}
