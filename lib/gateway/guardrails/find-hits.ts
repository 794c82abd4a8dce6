import { AppError } from '#lib/core/errors.ts';
import type { GuardedText } from '#lib/guardrails/engine/compile-check.ts';
import { type CompiledGuardrail, type Hit, isFor, judge } from '#lib/guardrails/engine/guardrail-set.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import { attributionOf } from '../stages/describe-call.ts';
import { guardrailBlocked } from './guardrail-blocked.ts';
import { effectOf, GuardrailTrace } from './guardrail-trace.ts';
import type { TenantGuardrails } from './tenant-guardrails.ts';

/** Those of the guardrails that are for this call, by the places it belongs to. */
export function guardrailsFor(
  call: GatewayCall,
  { principal }: Caller,
  { chainsOf }: TenantGuardrails,
  guardrails: readonly CompiledGuardrail[],
): readonly CompiledGuardrail[] {
  if (guardrails.every(({ scopeKind }) => scopeKind === 'tenant')) return guardrails;
  const { projectId } = call.attribution ?? attributionOf(principal);
  const { teams, departments } = chainsOf(principal.teamId, principal.departmentId);
  const places = [...teams, ...departments, ...(projectId === undefined ? [] : [projectId])];
  return guardrails.filter((one) => isFor(one, places));
}

/** Notes what was found; throws `guardrail_blocked` for the first in force that blocks. */
export function noteHits(call: GatewayCall, hits: readonly Hit[]): void {
  for (const hit of hits) {
    call.guardrails ??= new GuardrailTrace();
    call.guardrails.add(hit);
  }
  const stops = hits.find((hit) => hit.guardrail.mode === 'active' && effectOf(hit) === 'block');
  if (stops !== undefined) throw guardrailBlocked(stops);
}

/** What guardrails of our own find in a text. */
export const localHits = (guardrails: readonly CompiledGuardrail[], side: Hit['side'], text: GuardedText): Hit[] =>
  guardrails.flatMap((one) => judge(one, side, text) ?? []);

async function askOne(call: GatewayCall, guardrail: CompiledGuardrail, side: Hit['side'], text: GuardedText): Promise<Hit | null> {
  const check = guardrail.definition?.check;
  if (check?.type !== 'webhook' || guardrail.secret === null) return null;
  const { tokens } = call.data ?? {};
  // What was taken out for the provider is not told to anybody else either, although the answer has it again.
  const texts = text.parts.map(({ source, text: said }) => ({ source, text: tokens?.hide(said) ?? said }));
  const question = { id: call.requestId, side, model: call.asked?.ask.model ?? '', texts };
  const verdict = await call.runtime.webhooks.ask(guardrail.guardrailId, check, guardrail.secret, question);
  if (verdict.kind === 'answered') return verdict.finding === null ? null : { ...verdict.finding, guardrail, side };
  call.runtime.logger.warn(
    { request_id: call.requestId, guardrail: guardrail.guardrailId, why: verdict.why },
    'A guardrail does not answer',
  );
  return unanswered(call, guardrail, side, verdict.why);
}

/** What holds for a webhook that did not answer: a note, or `guardrail_unavailable` where it lets nothing pass; null for what is no webhook. */
export function unanswered(call: GatewayCall, guardrail: CompiledGuardrail, side: Hit['side'], why: string): Hit | null {
  const check = guardrail.definition?.check;
  if (check?.type !== 'webhook' || guardrail.fault !== null) return null;
  const isStopped = check.on_failure === 'closed' && guardrail.mode === 'active';
  const hit: Hit = { guardrail, side, why: `nothing, because ${why}`, isMild: !isStopped };
  if (!isStopped) return hit;
  call.guardrails ??= new GuardrailTrace();
  call.guardrails.add(hit);
  throw new AppError('guardrail_unavailable', {
    detail: `The guardrail "${guardrail.name}" has to look at this call, and ${why}. It lets nothing pass as long as that is so.`,
  });
}

/**
 * Asks the webhooks among the guardrails, all at once. One that does not answer lets the call pass or throws
 * `guardrail_unavailable`, as it says; both are noted. Shadows are asked too, and never stop a call.
 */
export async function webhookHits(
  call: GatewayCall,
  guardrails: readonly CompiledGuardrail[],
  side: Hit['side'],
  text: GuardedText,
): Promise<Hit[]> {
  const asked = guardrails.filter(({ definition, fault }) => fault === null && definition?.check.type === 'webhook');
  if (asked.length === 0) return [];
  const hits = await call.wait(Promise.all(asked.map((one) => askOne(call, one, side, text))));
  return hits.filter((hit) => hit !== null);
}
