import type { TenantBudgets } from '#lib/budgets/engine/tenant-budgets.ts';
import { BudgetsShort } from '#lib/usage/reserve-budgets.ts';
import type { Hold } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Bound, Target } from '../providers/provider.ts';

const noParts: Hold['parts'] = [];

/**
 * Holds the bound of an attempt in every budget of the call at this target, all or none; a further attempt extends what the
 * call holds. Returns a promise only where this process has to ask for more. Throws AppError('budget_exceeded' |
 * 'budget_store_unavailable').
 */
export function holdBudgets(
  call: GatewayCall,
  caller: Caller,
  budgets: TenantBudgets,
  asked: Asked,
  target: Target,
  bound: Bound,
): void | Promise<void> {
  const applicable = budgets.applicable(caller.principal, target.provider.name, target.model, asked.tags);
  if (applicable.length === 0 && call.charge === null) return;
  const { keeper } = call.runtime;
  call.charge ??= keeper.admit();
  const waiting = keeper.reserve(call.charge, applicable, bound.nanoUsd);
  // A call that is stopped meanwhile ends its charge, and what the wait brings afterwards is not taken.
  if (waiting !== undefined) return call.wait(waiting);
}

/** What the call holds, as its hold record carries it. */
export const partsOf = ({ charge }: GatewayCall): Hold['parts'] => (charge === null ? noParts : charge.holdParts());

/** What a direct hold that budgets did not cover is told to the caller as; anything else as it is. */
export function holdError(call: GatewayCall, error: unknown): unknown {
  const { charge, runtime } = call;
  return error instanceof BudgetsShort && charge !== null ? runtime.keeper.exceeded(charge, charge.budgets, error.short) : error;
}
