import { AppError } from '#lib/core/errors.ts';
import type { CompiledGuardrail } from '#lib/guardrails/engine/guardrail-set.ts';
import { finalAnswers } from '#lib/guardrails/final-answers.ts';
import type { UpstreamHead } from '#lib/outbound/index.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { guardBody } from '../guardrails/guard-body.ts';
import { guardAnswer, outputGuardrails } from '../guardrails/output-guard.ts';
import { type AnswerFilter, answerFilterOf } from '../protection/answer-filter.ts';
import { filterAnswer } from '../protection/filter-answer.ts';
import { headerOf } from '../stages/header-of.ts';

/** Who looks at an answer whose bytes otherwise pass as they are. */
export interface AnswerGuard {
  readonly filter: AnswerFilter | null;
  readonly guardrails: readonly CompiledGuardrail[];
  readonly contentType: string | undefined;
  readonly status: number;
}

/** Kinds of answers that say nothing in words. */
const wordless = /^\s*(?:image|audio|video|font)\/|^\s*application\/(?:pdf|zip|gzip|x-tar)\b/i;

/** Words in frames with checksums, often in Base64: nothing can be found in them, or taken out. */
const framed = /^\s*application\/vnd\.amazon\.eventstream\b/i;

/** Null where nobody looks at the answers of this call, or where this one has no words. Throws AppError('provider_error') for what came compressed. */
export function answerGuardOf(call: GatewayCall, caller: Caller, head: UpstreamHead): AnswerGuard | null {
  const { guardrails: all } = caller.tenant;
  const filter = answerFilterOf(call, caller);
  const guardrails = all === null || caller.isOurs === true ? [] : outputGuardrails(call, caller, all);
  if (filter === null && guardrails.length === 0) return null;
  const contentType = headerOf(head, 'content-type');
  if (contentType !== undefined && wordless.test(contentType)) return null;
  if (contentType !== undefined && framed.test(contentType))
    throw new AppError('provider_error', {
      detail: `The answer came as ${contentType}, so nobody could look at it. Ask without a stream, or use the endpoints of the gateway.`,
    });
  const encoding = headerOf(head, 'content-encoding');
  if (encoding !== undefined && encoding !== 'identity')
    throw new AppError('provider_error', { detail: `The answer came compressed (${encoding}), so nobody could look at it.` });
  return { filter, guardrails, contentType, status: head.status };
}

/** A whole answer as the caller may have it. Throws `policy_denied`, `guardrail_blocked` and `guardrail_unavailable` where he may not. */
export async function guardedBody(call: GatewayCall, asked: Asked, guard: AnswerGuard, body: Buffer): Promise<Buffer> {
  const { filter, guardrails, contentType, status } = guard;
  const told = filter === null ? body : filterAnswer(filter, body, contentType);
  if (guardrails.length === 0) return told;
  // What a model says is read as its protocol tells it; of all else, every text.
  const isConversation = asked.protocol.turns !== undefined && status < 300;
  if (isConversation) await guardAnswer(call, guardrails, asked.protocol.textOfAnswer(told), () => finalAnswers(told));
  else await guardBody(call, guardrails, told);
  return told;
}
