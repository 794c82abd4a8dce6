import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Bound, Target } from '../providers/provider.ts';
import { holdError } from './hold-budgets.ts';
import { holdOf } from './hold-of.ts';

function written(call: GatewayCall): void {
  call.isHeld = true;
  call.charge?.written();
}

/**
 * Writes what an attempt can cost at most, with what the call's budgets hold for it. A further hold of the same call takes the
 * place of the one before, in the journal as in the database. A promise where the record goes to the database.
 */
export function writeHold(call: GatewayCall, caller: Caller, asked: Asked, target: Target, bound: Bound): void | Promise<void> {
  const writing = call.runtime.recorder.hold(holdOf(call, caller, asked, target, bound));
  if (writing === undefined) return written(call);
  return call.wait(writing).then(
    () => written(call),
    (error: unknown) => Promise.reject(holdError(call, error)),
  );
}
