import { type ActingThresholds, isEssential } from '#lib/budgets/engine/acting-thresholds.ts';
import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import { AppError } from '#lib/core/errors.ts';
import { formatUsd, type NanoUsd } from '#lib/core/money.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { type ThresholdAct, ThresholdTrace } from '../calls/threshold-trace.ts';
import type { Bound } from '../providers/provider.ts';
import { demandApproval } from './require-approval.ts';

/** What a call needs a person's consent for. A further attempt that costs no more needs no further one. */
interface ApprovalNeed extends ThresholdAct {
  readonly boundNanoUsd: NanoUsd;
  readonly remainingNanoUsd: NanoUsd;
}

/** The thresholds of a budget that act on calls at this moment; null for nearly all. */
export const actingAt = ({ acting }: BudgetInForce, nowMs: number): ActingThresholds | null =>
  acting !== null && nowMs < acting.untilMs ? acting : null;

/** What thresholds did to the call so far, to be added to. */
export function traceOf(call: GatewayCall): ThresholdTrace {
  call.thresholds ??= new ThresholdTrace();
  return call.thresholds;
}

const askWhom = ({ owner }: BudgetInForce): string => `${owner ?? 'An administrator'} can raise the budget.`;

function restricted({ budget, percent }: ThresholdAct): AppError {
  return new AppError('policy_denied', {
    detail: `${percent} % of the budget "${budget.name}" is spent, and from there on it only serves use that was declared essential. This call is not. ${askWhom(budget)}`,
  });
}

/** What a call above the share is told where nobody can be asked for consent. */
function approvalNeeded({ budget, percent, boundNanoUsd, remainingNanoUsd }: ApprovalNeed): AppError {
  const share = `The call may cost $${formatUsd(boundNanoUsd)} of the $${formatUsd(remainingNanoUsd)} that remain.`;
  return new AppError('approval_required', {
    detail: `${percent} % of the budget "${budget.name}" is spent, and from there on large calls need consent. ${share} ${askWhom(budget)}`,
  });
}

/**
 * Does to a call what the thresholds of its budgets ask for, before anything is held: refuses what is not essential, and
 * has large calls wait for consent. Null where nothing is to be waited for. Throws AppError('policy_denied').
 */
export function obeyThresholds(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  budgets: readonly BudgetInForce[],
  bound: Bound,
  provider: string,
): null | Promise<void> {
  const nowMs = call.runtime.keeper.now();
  let need: ApprovalNeed | null = null;
  for (const budget of budgets) {
    const acting = actingAt(budget, nowMs);
    if (acting === null) continue;
    const { restrict, approval } = acting;
    if (restrict !== null && !isEssential(restrict, caller.principal, asked.tags)) {
      const act: ThresholdAct = { action: 'restrict', budget, percent: restrict.percent };
      traceOf(call).acts.push(act);
      throw restricted(act);
    }
    if (approval === null || need !== null || bound.nanoUsd <= (call.approval?.call.boundNanoUsd ?? 0n)) continue;
    const remainingNanoUsd = call.runtime.keeper.accounts.remainingOf(budget, nowMs) ?? acting.remainingNanoUsd;
    if (bound.nanoUsd * 100n <= remainingNanoUsd * BigInt(approval.abovePercent)) continue;
    need = { action: 'require_approval', budget, percent: approval.percent, boundNanoUsd: bound.nanoUsd, remainingNanoUsd };
  }
  return need === null ? null : requireApproval(call, caller, asked, need, provider);
}

function requireApproval(call: GatewayCall, caller: Caller, asked: Asked, need: ApprovalNeed, provider: string): Promise<void> {
  traceOf(call).acts.push(need);
  const { runtime, sentBody } = call;
  if (runtime.approvals === null || sentBody === null) throw approvalNeeded(need);
  const { budget, percent, boundNanoUsd, remainingNanoUsd } = need;
  const because = `${percent} % of the budget "${budget.name}" is spent, and it may cost $${formatUsd(boundNanoUsd)} of the $${formatUsd(remainingNanoUsd)} that remain`;
  return demandApproval(call, caller, asked, sentBody, boundNanoUsd, { ruleId: null, provider, because });
}
