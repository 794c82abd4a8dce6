import { and, eq, gte, like, lt, type SQL, sql } from 'drizzle-orm';
import { auditEntry } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type AuditRow, auditList } from '#lib/contracts/audit-logs.ts';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { isUuid, uuidFloorAt } from '#lib/core/ids.ts';
import { auditRowColumns } from './audit-rows.ts';

/** `team.create`, or `team.*` for all of a resource. The pattern holds no `%`; `_` would match any character, so it is escaped. */
function isAction(action: string | undefined): SQL | undefined {
  if (action === undefined) return undefined;
  if (!action.endsWith('.*')) return eq(auditEntry.action, action);
  return like(auditEntry.action, `${action.slice(0, -1).replaceAll('_', '\\_')}%`);
}

function cursorId(cursor: string | undefined): string | undefined {
  const [id] = decodeCursor(cursor, 1) ?? [];
  if (id !== undefined && !isUuid(id)) throw new AppError('invalid_cursor');
  return id;
}

/**
 * Newest first, by the id alone: it begins with the millisecond of the entry, so the range of time is a range of ids and
 * the primary key is the index of every page, however many entries there are.
 */
export const listAuditEntries = defineQuery(auditList, async (ctx, input) => {
  const before = cursorId(input.cursor);
  const rows: AuditRow[] = await ctx.tx
    .select(auditRowColumns)
    .from(auditEntry)
    .where(
      and(
        eq(auditEntry.tenantId, ctx.tenantId),
        before === undefined ? undefined : lt(auditEntry.id, before),
        input.from === undefined ? undefined : gte(auditEntry.id, uuidFloorAt(input.from.getTime())),
        input.to === undefined ? undefined : lt(auditEntry.id, uuidFloorAt(input.to.getTime())),
        input.actor_id === undefined ? undefined : eq(auditEntry.actorId, input.actor_id),
        isAction(input.action),
        input.resource_kind === undefined ? undefined : eq(auditEntry.resourceKind, input.resource_kind),
        input.resource_id === undefined ? undefined : eq(auditEntry.resourceId, input.resource_id),
        input.result === undefined ? undefined : eq(auditEntry.result, input.result),
        containsText([auditEntry.actorName, auditEntry.action, auditEntry.resourceId], input.search),
      ),
    )
    .orderBy(sql`${auditEntry.id} desc`)
    .limit(input.limit + 1);
  const page = pageFrom(rows, input.limit, (row) => [row.id]);
  return { data: [...page.rows], next_cursor: page.nextCursor };
});
