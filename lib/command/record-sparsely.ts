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

async function recordOnceAMinute(
  invocation: Invocation,
  tx: TenantTransaction,
  { access, operation, raw, now, result }: { access: Access; operation: Operation; raw: unknown; now: Date; result: 'success' | 'denied' },
): Promise<void> {
  const change = changeFor(operation, access, raw);
  const { tenantId, userId } = access.caller;
  const [written] = await tx
    .select({ id: auditEntry.id })
    .from(auditEntry)
    .where(
      and(
        eq(auditEntry.tenantId, tenantId),
        eq(auditEntry.actorId, userId),
        gte(auditEntry.id, uuidFloorAt(now.getTime() - windowMs)),
        eq(auditEntry.action, operation.name),
        eq(auditEntry.result, result),
        eq(auditEntry.resourceId, change.id),
        sql`${auditEntry.after} = ${JSON.stringify(change.after)}::jsonb`,
      ),
    )
    .limit(1);
  if (written === undefined) await writeAudit(tx, auditOriginOf(invocation, access.caller), operation.name, [change], now, result);
}

/** Writes that somebody read what the operation declares as `recordsReads`, in the transaction of the read. */
export function recordRead(
  invocation: Invocation,
  tx: TenantTransaction,
  read: { access: Access; operation: Operation; raw: unknown; now: Date },
): Promise<void> {
  return recordOnceAMinute(invocation, tx, { ...read, result: 'success' });
}

/** Writes that somebody was refused a change, in a transaction of its own, because that of the change was rolled back. */
export async function recordRefusal(
  invocation: Invocation,
  refused: { access: Access; operation: Operation; raw: unknown; now: Date },
): Promise<void> {
  const { runtime } = invocation;
  await inTenant(runtime.databases.app, refused.access.caller.tenantId, (tx) =>
    recordOnceAMinute(invocation, tx, { ...refused, result: 'denied' }),
  );
}
