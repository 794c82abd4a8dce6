import type { AuditOrigin } from './audit-writer.ts';
import type { Caller, Invocation } from './context.ts';

/** Who did it and where from, for the audit trail. */
export const auditOriginOf = (invocation: Invocation, caller: Caller): AuditOrigin => ({
  tenantId: caller.tenantId,
  actorKind: 'user',
  actorId: caller.userId,
  actorName: caller.email,
  ip: invocation.ip,
  userAgent: invocation.userAgent,
  requestId: invocation.requestId,
});
