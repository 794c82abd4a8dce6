import { and, eq, gte, inArray, like, lt, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { auditEntry } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type AuditRow, auditList } from '#lib/contracts/audit-logs.ts';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { isUuid, uuidFloorAt } from '#lib/core/ids.ts';
import { auditRowColumns } from './audit-rows.ts';
import { searchEntries } from './search-entries.ts';

type Filters = Omit<z.output<typeof auditList.input>, 'cursor' | 'limit'> & { readonly before: string | undefined };

const all = (...conditions: (SQL | undefined)[]): SQL => and(...conditions) ?? sql`true`;

/** Unless asked for, no batches of calls. `team.create`, or `team.*` for all of a resource. The pattern holds no `%`; `_` would match any character, so it is escaped. */
function isAction(action: string | undefined): SQL | undefined {
  // Word for word what the index says; a parameter would hide it from the planner.
  if (action === undefined) return sql`${auditEntry.action} <> 'usage.batch'`;
  if (!action.endsWith('.*')) return eq(auditEntry.action, action);
  return like(auditEntry.action, `${action.slice(0, -1).replaceAll('_', '\\_')}%`);
}

function cursorId(cursor: string | undefined): string | undefined {
  const [id] = decodeCursor(cursor, 1) ?? [];
  if (id !== undefined && !isUuid(id)) throw new AppError('invalid_cursor');
  return id;
}

/** What the filters ask of an entry, without the text. */
const filtersOf = (tenantId: string, input: Filters): SQL =>
  all(
    eq(auditEntry.tenantId, tenantId),
    input.before === undefined ? undefined : lt(auditEntry.id, input.before),
    input.from === undefined ? undefined : gte(auditEntry.id, uuidFloorAt(input.from.getTime())),
    input.to === undefined ? undefined : lt(auditEntry.id, uuidFloorAt(input.to.getTime())),
    input.actor_id === undefined ? undefined : eq(auditEntry.actorId, input.actor_id),
    isAction(input.action),
    input.resource_kind === undefined ? undefined : eq(auditEntry.resourceKind, input.resource_kind),
    input.resource_id === undefined ? undefined : eq(auditEntry.resourceId, input.resource_id),
    input.result === undefined ? undefined : eq(auditEntry.result, input.result),
  );

/** The filters and the text: by the ids of what bears it, or, where it is in too many names, by looking at each entry. */
async function matching(ctx: OperationContext, filters: Filters, limit: number): Promise<SQL> {
  const { tenantId, tx } = ctx;
  const only = filtersOf(tenantId, filters);
  const { search: text } = filters;
  if (text === undefined) return only;
  const contains = all(containsText([auditEntry.actorName, auditEntry.action, auditEntry.resourceId], text));
  // Batches of calls are all of one name; the indexes of names leave them out.
  const ids = filters.action === 'usage.batch' ? undefined : await searchEntries(tx, { tenantId, text, only, contains, limit });
  return ids === undefined ? all(only, contains) : all(eq(auditEntry.tenantId, tenantId), inArray(auditEntry.id, ids));
}

/**
 * Newest first, by the id alone: it begins with the millisecond of the entry, so the range of time is a range of ids and
 * the primary key is the index of every page, however many entries there are.
 */
export const listAuditEntries = defineQuery(auditList, async (ctx, input) => {
  const { cursor, limit, ...filters } = input;
  const rows: AuditRow[] = await ctx.tx
    .select(auditRowColumns)
    .from(auditEntry)
    .where(await matching(ctx, { ...filters, before: cursorId(cursor) }, limit + 1))
    .orderBy(sql`${auditEntry.id} desc`)
    .limit(limit + 1);
  const page = pageFrom(rows, limit, (row) => [row.id]);
  return { data: [...page.rows], next_cursor: page.nextCursor };
});
