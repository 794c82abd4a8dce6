import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import type { CallCharge } from '#lib/budgets/engine/call-charge.ts';
import type { TenantBudgets } from '#lib/budgets/engine/tenant-budgets.ts';
import { AppError } from '#lib/core/errors.ts';
import { BudgetsShort } from '#lib/usage/reserve-budgets.ts';
import type { Hold } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import { attributionOf } from './describe-call.ts';
import { type FittedAsk, fitOutput } from './fit-output.ts';
import { obeyThresholds } from './obey-thresholds.ts';

const noParts: Hold['parts'] = [];

/**
 * Holds the bound of an attempt in every budget of the call at this target, all or none; a further attempt extends what the
 * call holds, beside what those before it may cost where their providers may bill them. Returns a promise only where this process has to ask for more, or where less has to do: it resolves to what is
 * sent instead, or null. Throws AppError('budget_exceeded' | 'budget_store_unavailable' | 'policy_denied' | 'approval_required').
 */
export function holdBudgets(
  call: GatewayCall,
  caller: Caller,
  budgets: TenantBudgets,
  asked: Asked,
  target: Target,
  { ask, bound }: FittedAsk,
): null | Promise<FittedAsk | null> {
  const attribution = call.attribution ?? attributionOf(caller.principal);
  const applicable = budgets.applicable(attribution, target.provider.name, target.model, asked.tags);
  if (applicable.length === 0 && call.charge === null) return null;
  const { keeper } = call.runtime;
  const charge = call.charge ?? keeper.admit(attribution.costShares);
  call.charge = charge;
  const obeying = budgets.isActing ? obeyThresholds(call, caller, asked, applicable, bound, target.provider.name) : null;
  if (obeying !== null) return obeying.then(() => hold(call, charge, applicable, target, { ask, bound }));
  return hold(call, charge, applicable, target, { ask, bound });
}

function hold(
  call: GatewayCall,
  charge: CallCharge,
  budgets: readonly BudgetInForce[],
  target: Target,
  asked: FittedAsk,
): null | Promise<FittedAsk | null> {
  const waiting = call.runtime.keeper.reserve(charge, budgets, asked.bound.nanoUsd);
  // A call that is stopped meanwhile ends its charge, and what the wait brings afterwards is not taken.
  return waiting === undefined ? null : holdWaiting(call, charge, budgets, target, asked, waiting);
}

async function holdWaiting(
  call: GatewayCall,
  charge: CallCharge,
  budgets: readonly BudgetInForce[],
  target: Target,
  { ask, bound }: FittedAsk,
  waiting: Promise<void>,
): Promise<FittedAsk | null> {
  const { keeper } = call.runtime;
  try {
    await call.wait(waiting);
    return null;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'budget_exceeded') throw error;
    const fits = keeper.fitting(charge, budgets, bound.nanoUsd);
    const lost = call.lostBoundNanoUsd;
    const fitted = fits === null ? null : fitOutput(ask, target, fits - lost);
    if (fitted === null) throw error;
    const whole = { ...fitted.bound, nanoUsd: fitted.bound.nanoUsd + lost };
    const again = keeper.reserve(charge, budgets, whole.nanoUsd);
    if (again !== undefined) await call.wait(again);
    call.outputCap = fitted.ask.outputTokensMax;
    return { ask: fitted.ask, bound: whole };
  }
}

/** What the call holds, as its hold record carries it. */
export const partsOf = ({ charge }: GatewayCall): Hold['parts'] => (charge === null ? noParts : charge.holdParts());

/** What a direct hold that budgets did not cover is told to the caller as; anything else as it is. */
export function holdError(call: GatewayCall, error: unknown): unknown {
  const { charge, runtime } = call;
  return error instanceof BudgetsShort && charge !== null ? runtime.keeper.exceeded(charge, charge.budgets, error.short) : error;
}
