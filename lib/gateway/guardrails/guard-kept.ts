import { finalAnswers, streamedAnswers } from '#lib/guardrails/final-answers.ts';
import type { KeptAnswer } from '../cache/kept-answer.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { guardAnswer, outputGuardrails } from './output-guard.ts';
import { toldText } from './said-text.ts';
import type { TenantGuardrails } from './tenant-guardrails.ts';

/** What a kept answer says; a stream is read as it was when it came. */
function textOf(call: GatewayCall, asked: Asked, { streamed, body }: KeptAnswer): string {
  if (!streamed) return asked.protocol.textOfAnswer(body);
  const said = toldText(call, asked);
  said.push(body);
  return said.deliveredText().text;
}

/** Has the guardrails look at an answer from the cache: they may be stricter than those when it was kept. Throws as `guardAnswer` does. */
export async function guardKept(
  call: GatewayCall,
  caller: Caller,
  guardrails: TenantGuardrails,
  asked: Asked,
  kept: KeptAnswer,
): Promise<void> {
  const own = outputGuardrails(call, caller, guardrails);
  if (own.length > 0)
    await guardAnswer(call, own, textOf(call, asked, kept), () => (kept.streamed ? streamedAnswers(kept.body) : finalAnswers(kept.body)));
}
