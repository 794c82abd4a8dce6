import { auditEntry } from '#db/schema/index.ts';

/** Columns of a line, without what changed, which can be long. */
export const auditRowColumns = {
  id: auditEntry.id,
  occurred_at: auditEntry.occurredAt,
  actor_kind: auditEntry.actorKind,
  actor_id: auditEntry.actorId,
  actor_name: auditEntry.actorName,
  action: auditEntry.action,
  resource_kind: auditEntry.resourceKind,
  resource_id: auditEntry.resourceId,
  result: auditEntry.result,
  ip: auditEntry.ip,
  user_agent: auditEntry.userAgent,
  request_id: auditEntry.requestId,
};
