import { and, asc, eq, gt, gte, lt } from 'drizzle-orm';
import { auditEntry } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { csvLine } from '#lib/core/csv-lines.ts';
import { toPublicId, uuidFloorAt } from '#lib/core/ids.ts';
import { personOf } from './stored-entry.ts';

/** Entries read at once. */
const entriesAtOnce = 2000;

const columns = [
  ...['time', 'actor_kind', 'actor_id', 'actor_name', 'action', 'resource_kind', 'resource_id', 'result', 'ip', 'user_agent'],
  ...['request_id', 'entry_id', 'before', 'after'],
];

const jsonOf = (value: unknown): string => (value === null ? '' : JSON.stringify(value));

const lineOf = (row: typeof auditEntry.$inferSelect): string =>
  csvLine([
    row.occurredAt.toISOString(),
    row.actorKind,
    personOf(row.actorId),
    row.actorName,
    row.action,
    row.resourceKind,
    row.resourceId,
    row.result,
    row.ip,
    row.userAgent,
    toPublicId('request', row.requestId),
    toPublicId('auditEntry', row.id),
    jsonOf(row.before),
    jsonOf(row.after),
  ]);

/** Entries of a range as a table, oldest first; `after` is the id that the page before ended with. */
export async function csvPage(
  { tx, tenantId }: OperationContext,
  { from, to }: { readonly from?: Date | undefined; readonly to?: Date | undefined },
  after: string | undefined,
): Promise<{ readonly text: string; readonly next: string | null }> {
  const rows = await tx
    .select()
    .from(auditEntry)
    .where(
      and(
        eq(auditEntry.tenantId, tenantId),
        after === undefined ? undefined : gt(auditEntry.id, after),
        from === undefined ? undefined : gte(auditEntry.id, uuidFloorAt(from.getTime())),
        to === undefined ? undefined : lt(auditEntry.id, uuidFloorAt(to.getTime())),
      ),
    )
    .orderBy(asc(auditEntry.id))
    .limit(entriesAtOnce);
  const header = after === undefined ? csvLine(columns) : '';
  return { text: header + rows.map(lineOf).join(''), next: rows.length < entriesAtOnce ? null : (rows.at(-1)?.id ?? null) };
}
