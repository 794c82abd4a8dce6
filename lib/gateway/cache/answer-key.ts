import { keyedHash } from '#lib/core/secrets.ts';
import type { Asked, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import { canonicalJson } from './canonical-json.ts';

/** Headers of the caller's that shape an answer beside the body: all that a provider may read of them (`RequestContext.caller`). */
export const shapingHeaders = ['anthropic-version', 'anthropic-beta', 'openai-beta'];

/** What requests must have in common beside their bodies. */
export interface AnswerPlace {
  readonly tenantId: string;
  readonly scope: string;
  readonly target: Target;
}

/**
 * The keyed hash of a request in its place: tenant, scope, protocol, path, query, the target with its model, the headers
 * that shape an answer, and the whole body in canonical form: nothing of it is left out, so no two requests that could be
 * answered differently share a key, nor do streams with whole answers. `kind` sets apart the keys of different purposes. Null where the
 * body is ambiguous.
 */
export function answerKey(
  call: GatewayCall,
  asked: Asked,
  place: AnswerPlace,
  kind: 'answer' | `context ${string}`,
  body: Buffer,
): string | null {
  const canonical = canonicalJson(body);
  if (canonical === null) return null;
  const { tenantId, scope, target } = place;
  const { request, runtime } = call;
  const parts = [kind, tenantId, scope, asked.protocol.name, request.path, request.query, target.connection.connectionId, target.model];
  for (const name of shapingHeaders) parts.push(request.header(name) ?? '');
  parts.push(JSON.stringify(call.transformed?.headers ?? []), canonical);
  return keyedHash(runtime.settings.keyPepper, JSON.stringify(parts));
}
