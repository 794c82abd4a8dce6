import { toPublicId } from '#lib/core/ids.ts';
import type { AuditOrigin } from './audit-writer.ts';
import type { Caller, Invocation } from './context.ts';

/** The account's address; of a program also which of its tokens or clients it was. */
function actorNameOf({ email, credential }: Caller): string {
  if (credential === undefined) return email;
  const { kind, id, name } = credential;
  return `${email} by ${kind} ${name} (${toPublicId(kind === 'token' ? 'apiToken' : 'oauthClient', id)})`;
}

/** Who did it and where from, for the audit trail. What a program did stands under the account it did it for. */
export const auditOriginOf = (invocation: Invocation, caller: Caller): AuditOrigin => ({
  tenantId: caller.tenantId,
  actorKind: caller.credential?.kind ?? 'user',
  actorId: caller.userId,
  actorName: actorNameOf(caller),
  ip: invocation.ip,
  userAgent: invocation.userAgent,
  requestId: invocation.requestId,
});
