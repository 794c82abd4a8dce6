import type { AuditOrigin } from '#lib/command/audit-writer.ts';
import { newUuid } from '#lib/core/ids.ts';

/** Who the audit trail names for what a background job of this room did. */
export const systemOrigin = (tenantId: string, actorName: string, now: Date): AuditOrigin => ({
  tenantId,
  actorKind: 'system',
  actorId: null,
  actorName,
  ip: null,
  userAgent: '',
  requestId: newUuid(now.getTime()),
});
