import { and, eq, gte, sql } from 'drizzle-orm';
import { auditEntry } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { Operation } from '#lib/contracts/operation.ts';
import { toPublicId, uuidFloorAt } from '#lib/core/ids.ts';
import type { Access } from './access.ts';
import { auditOriginOf } from './audit-origin.ts';
import { type Change, censored, writeAudit } from './audit-writer.ts';
import type { Invocation } from './context.ts';

/**
 * Reads and refusals in the audit trail. Paging through a list or a script that is refused a thousand times would bury
 * what matters, so the same person doing the same to the same is written once a minute; what differs is always written.
 */
const windowMs = 60_000;
/** Input fields that say which part of an answer is looked at, not what is asked for. */
const pagingFields = new Set(['limit', 'cursor', 'sort']);

function askedFor(operation: Operation, raw: unknown): Record<string, unknown> {
  const fields = typeof raw === 'object' && raw !== null ? Object.entries(raw) : [];
  const asked = Object.fromEntries(fields.filter(([name]) => !pagingFields.has(name)));
  const http = `${operation.http.method} ${operation.http.path}`;
  return { http, input: censored(asked) };
}

/** The resource the caller named in the path, else the tenant. */
function changeFor(operation: Operation, access: Access, raw: unknown): Change {
  const resource = operation.name.slice(0, operation.name.indexOf('.'));
  const inPath = /\{(\w+)\}/.exec(operation.http.path)?.[1];
  const id: unknown = inPath !== undefined && typeof raw === 'object' && raw !== null ? Reflect.get(raw, inPath) : undefined;
  return {
    resource,
    id: typeof id === 'string' ? id : toPublicId('tenant', access.caller.tenantId),
    before: null,
    after: askedFor(operation, raw),
  };
}

/** Somebody's attempt at an operation. */
export interface Attempted {
  readonly access: Access;
  readonly operation: Operation;
  /** The input as it came; valid. */
  readonly raw: unknown;
  readonly now: Date;
}

async function recordOnceAMinute(
  invocation: Invocation,
  tx: TenantTransaction,
  { access, operation, raw, now }: Attempted,
  result: 'success' | 'denied',
): Promise<void> {
  const change = changeFor(operation, access, raw);
  const { tenantId, userId } = access.caller;
  const origin = auditOriginOf(invocation, access.caller);
  const [written] = await tx
    .select({ id: auditEntry.id })
    .from(auditEntry)
    .where(
      and(
        eq(auditEntry.tenantId, tenantId),
        eq(auditEntry.actorId, userId),
        // A person and each of their tokens are noted apart.
        eq(auditEntry.actorName, origin.actorName),
        gte(auditEntry.id, uuidFloorAt(now.getTime() - windowMs)),
        eq(auditEntry.action, operation.name),
        eq(auditEntry.result, result),
        eq(auditEntry.resourceId, change.id),
        sql`${auditEntry.after} = ${JSON.stringify(change.after)}::jsonb`,
      ),
    )
    .limit(1);
  if (written === undefined) await writeAudit(tx, origin, operation.name, [change], now, result);
}

/** Writes that somebody read what the operation declares as `recordsReads`, in the transaction of the read. */
export const recordRead = (invocation: Invocation, tx: TenantTransaction, read: Attempted): Promise<void> =>
  recordOnceAMinute(invocation, tx, read, 'success');

/** The same for a read whose own transaction writes nothing, in one of its own. */
export const recordReadApart = (invocation: Invocation, read: Attempted): Promise<void> =>
  inTenant(invocation.runtime.databases.app, read.access.caller.tenantId, (tx) => recordOnceAMinute(invocation, tx, read, 'success'));

/** Writes that somebody was refused a change, in a transaction of its own, because that of the change was rolled back. */
export const recordRefusal = (invocation: Invocation, refused: Attempted): Promise<void> =>
  inTenant(invocation.runtime.databases.app, refused.access.caller.tenantId, (tx) => recordOnceAMinute(invocation, tx, refused, 'denied'));

/** Writes what a command threw as a RecordedFailure, each time, in a transaction of its own. */
export const recordFailure = (invocation: Invocation, { access, operation, now }: Attempted, changes: readonly Change[]): Promise<void> =>
  inTenant(invocation.runtime.databases.app, access.caller.tenantId, (tx) =>
    writeAudit(tx, auditOriginOf(invocation, access.caller), operation.name, changes, now, 'failed'),
  );
