import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Bound } from '../providers/provider.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { holdBudgets } from '../stages/hold-budgets.ts';
import { writeHold } from '../stages/write-hold.ts';

/**
 * Holds what a call of a session can cost: in its budgets first, then in the journal. A further hold takes the place of the
 * one before; where it is refused, that one stays. Throws, or rejects with, AppError.
 */
export function holdInSession(
  call: GatewayCall,
  caller: Caller,
  target: RoutedTarget,
  asked: Asked,
  bound: Bound = target.spoken.bound(asked.ask, target.price),
): void | Promise<void> {
  const { budgets } = caller.tenant;
  const waiting = budgets === null ? null : holdBudgets(call, caller, budgets, asked, target, { ask: asked.ask, bound });
  const write = (): void | Promise<void> => {
    const writing = writeHold(call, caller, asked, target, bound);
    const written = () => call.beginAttempt(target, bound);
    return writing === undefined ? written() : writing.then(written);
  };
  return waiting === null ? write() : waiting.then(write);
}
