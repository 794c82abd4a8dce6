import { auditEntry } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { inParts } from '#lib/core/in-parts.ts';

/** What one command did to one resource, in wire form. `before` is null for what was created, `after` for what is gone. */
export interface Change {
  readonly resource: string;
  /** Public id. */
  readonly id: string;
  readonly before: object | null;
  readonly after: object | null;
}

/** Who and where from, as the audit trail keeps it. */
export interface AuditOrigin {
  readonly tenantId: string;
  readonly actorKind: 'user' | 'token' | 'client' | 'system' | 'anonymous';
  readonly actorId: string | null;
  readonly actorName: string;
  readonly ip: string | null;
  readonly userAgent: string;
  readonly requestId: string;
}

const secretName = /secret|password|credential|token$|^key$|_hash$/i;
const userAgentLengthMax = 400;
/** A statement takes 65,535 parameters, and an entry has fifteen. */
const entriesAtOnce = 2000;

/** Replaces the values of fields with secret names, at any depth: a second lock behind the rooms' allow-lists. */
export function censored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(censored);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, secretName.test(name) && typeof inner === 'string' ? '[secret]' : censored(inner)]),
  );
}

/** Appends one entry per change, in the caller's transaction. */
export async function writeAudit(
  tx: TenantTransaction,
  origin: AuditOrigin,
  action: string,
  changes: readonly Change[],
  now: Date,
  result: 'success' | 'denied' | 'failed' = 'success',
): Promise<void> {
  for (const part of inParts(changes, entriesAtOnce)) await tx.insert(auditEntry).values(entriesOf(origin, action, part, now, result));
}

const entriesOf = (
  origin: AuditOrigin,
  action: string,
  changes: readonly Change[],
  now: Date,
  result: 'success' | 'denied' | 'failed',
): (typeof auditEntry.$inferInsert)[] =>
  changes.map((change) => ({
    tenantId: origin.tenantId,
    id: newUuid(now.getTime()),
    occurredAt: now,
    actorKind: origin.actorKind,
    actorId: origin.actorId,
    actorName: origin.actorName,
    action,
    resourceKind: change.resource,
    resourceId: change.id,
    result,
    before: censored(change.before),
    after: censored(change.after),
    ip: origin.ip,
    userAgent: origin.userAgent.slice(0, userAgentLengthMax),
    requestId: origin.requestId,
  }));
