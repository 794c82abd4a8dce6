import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import { OutputGuard, outputGuardrails } from './output-guard.ts';
import type { SaidText } from './said-text.ts';
import type { TenantGuardrails } from './tenant-guardrails.ts';

/** From here on the stream goes out as guardrails allow; one that goes on elsewhere stays with the guard it began with. */
export function guardStream(call: GatewayCall, caller: Caller, guardrails: TenantGuardrails, said: SaidText): void {
  if (call.outputGuard !== null) {
    call.outputGuard.follow(said, call.continued !== null);
    return;
  }
  const own = outputGuardrails(call, caller, guardrails);
  if (own.length === 0) return;
  call.outputGuard = new OutputGuard(call, own, said);
  call.responder = call.outputGuard;
}

/** Has the last look taken, at `rest` too, which is not out yet; the head goes out before what was kept back does. */
export async function finishGuarded(call: GatewayCall, guard: OutputGuard, rest: Buffer, start: () => void): Promise<void> {
  if (guard.cutBy !== null) throw guard.cutBy;
  await guard.check(rest);
  if (call.sentStatus === null) start();
  guard.releaseAll();
}
