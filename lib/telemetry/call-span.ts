import { toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { attributesOf, nanosOf, type OtlpAttribute } from './otlp.ts';
import { operationNameOf, providerNameOf, type SemanticConventions } from './semantic-conventions.ts';
import type { TraceContext } from './trace-context.ts';

/** A span as OTLP writes it. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 3: CLIENT. */
  readonly kind: 3;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  /** 2 is an error; where there is none the conventions leave it unset. */
  readonly status: { readonly code: 0 | 2 };
}

const sumOf = (...parts: readonly (number | null)[]): number | null =>
  parts.every((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);

/** Tokens by the conventions: input includes what caches read and wrote, output includes reasoning. */
function tokensOf({ usage }: UsageEvent, { tellsTokenKinds }: SemanticConventions) {
  const kinds = {
    'gen_ai.usage.cache_read.input_tokens': usage.cacheRead,
    'gen_ai.usage.cache_creation.input_tokens': usage.cacheWrite,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoning,
  };
  return {
    'gen_ai.usage.input_tokens': sumOf(usage.input, usage.cacheRead, usage.cacheWrite),
    'gen_ai.usage.output_tokens': usage.output,
    ...(tellsTokenKinds ? kinds : {}),
  };
}

/** What is ours and the conventions have no name for; ids as callers see them. */
const ownAttributes = ({ id, attribution, costNanoUsd, cacheState, attempts, policy }: UsageEvent) => ({
  'tollgate.request.id': toPublicId('request', id),
  'tollgate.tenant.id': toPublicId('tenant', attribution.tenantId),
  'tollgate.team.id': attribution.teamId === null ? null : toPublicId('team', attribution.teamId),
  'tollgate.key.id': attribution.keyId === null ? null : toPublicId('key', attribution.keyId),
  'tollgate.cost.usd': Number(costNanoUsd) / 1e9,
  'tollgate.cache': cacheState,
  'tollgate.attempts': attempts,
  'tollgate.policy.outcome': policy?.outcome ?? null,
});

/** An ended call as an inference span. Prompts and answers are not known here, so they cannot be in it. */
export function callSpan(event: UsageEvent, { traceId, spanId, parentSpanId }: TraceContext, conventions: SemanticConventions): OtlpSpan {
  const startMs = uuidTimeMs(event.id);
  const operation = operationNameOf(event.protocol);
  const attributes = {
    'gen_ai.operation.name': operation,
    [conventions.provider]: event.provider === null ? null : providerNameOf(event.provider),
    'gen_ai.request.model': event.requestedModel,
    'gen_ai.response.model': event.model,
    ...tokensOf(event, conventions),
    'error.type': event.errorCode,
    'http.response.status_code': event.httpStatus,
    ...ownAttributes(event),
  };
  return {
    traceId,
    spanId,
    ...(parentSpanId === null ? {} : { parentSpanId }),
    name: `${operation} ${event.requestedModel}`,
    kind: 3,
    startTimeUnixNano: nanosOf(startMs),
    endTimeUnixNano: nanosOf(startMs + event.latencyMs),
    attributes: attributesOf(attributes),
    status: { code: event.errorCode === null ? 0 : 2 },
  };
}
