import { GuardedText } from '#lib/guardrails/engine/compile-check.ts';
import type { CompiledGuardrail, Hit } from '#lib/guardrails/engine/guardrail-set.ts';
import { type CallPart, isSilent, readParts } from '#lib/guardrails/read-parts.ts';
import { rewriteTexts } from '#lib/policies/redaction/rewrite-texts.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { withPromptOf } from '../policies/prompt-of.ts';
import { requestTexts } from '../protection/request-texts.ts';
import { mappedAsk } from '../transformations/mapped-ask.ts';
import { rereadAsk } from '../transformations/reread-ask.ts';
import { guardrailsFor, localHits, noteHits, webhookHits } from './find-hits.ts';
import { effectOf } from './guardrail-trace.ts';
import type { TenantGuardrails } from './tenant-guardrails.ts';

/** A request as guardrails let it go on. */
export interface GuardedRequest {
  readonly asked: Asked;
  readonly body: Buffer;
}

/** The request without what guardrails take out of it; the same one where they take out nothing. */
function redacted(call: GatewayCall, asked: Asked, body: Buffer, hits: readonly Hit[]): GuardedRequest {
  const acting = hits.filter((hit) => hit.guardrail.mode === 'active' && effectOf(hit) === 'redact');
  let changed = body;
  for (const { guardrail } of acting) {
    const { terms } = guardrail;
    if (terms !== null) changed = rewriteTexts(changed, requestTexts(call, asked.protocol, changed), ({ text }) => terms.redact(text));
  }
  return changed === body ? { asked, body } : { asked: { ...asked, ask: rereadAsk(call, asked, changed) }, body: changed };
}

/** What guardrails read of a request; what fields of a form say is the caller's word. */
function partsOf(call: GatewayCall, { protocol }: Asked, body: Buffer): readonly CallPart[] {
  if (protocol.takes === undefined) return readParts(body);
  return [...requestTexts(call, protocol, body)].flatMap(({ name, text }) =>
    text === '' || isSilent(name) ? [] : [{ source: 'user' as const, text }],
  );
}

/** What is asked, of the model or route that a guardrail sends it to; the first in force that does. What the call holds may have led it elsewhere before, and that stays. */
function routed(call: GatewayCall, request: GuardedRequest, hits: readonly Hit[]): GuardedRequest {
  const hit = hits.find((one) => one.guardrail.mode === 'active' && effectOf(one) === 'route');
  const route = hit?.guardrail.definition?.action.route;
  if (route === undefined || call.guardrails === null || (call.data !== null && call.data.routedTo !== null)) return request;
  const { asked } = request;
  call.guardrails.redirectedFrom = asked.ask.model;
  if (route === asked.ask.model) return request;
  return { ...request, asked: { ...asked, ask: withPromptOf(asked.ask, mappedAsk(asked.ask, route)) } };
}

/**
 * Has the guardrails look at what is asked. Throws `guardrail_blocked`, and `guardrail_unavailable` where one that must be asked
 * does not answer.
 */
export function guardInput(
  call: GatewayCall,
  caller: Caller,
  guardrails: TenantGuardrails,
  asked: Asked,
  body: Buffer,
): GuardedRequest | Promise<GuardedRequest> {
  if (guardrails.set.input.length === 0 || asked.protocol.takes === 'anything' || body.length === 0) return { asked, body };
  const own = guardrailsFor(call, caller, guardrails, guardrails.set.input);
  if (own.length === 0) return { asked, body };
  const text = new GuardedText(partsOf(call, asked, body));
  const hits = localHits(own, 'input', text);
  const finish = (all: readonly Hit[]): GuardedRequest => {
    noteHits(call, all);
    return routed(call, redacted(call, asked, body, all), all);
  };
  if (!own.some(isAsked)) return finish(hits);
  // What stops the call here need not be told to anybody else.
  noteHits(call, hits);
  return webhookHits(call, own, 'input', text).then((more) => finish([...hits, ...more]));
}

/** Whether it has to be waited for. */
const isAsked = ({ definition, fault }: CompiledGuardrail): boolean => fault === null && definition?.check.type === 'webhook';
