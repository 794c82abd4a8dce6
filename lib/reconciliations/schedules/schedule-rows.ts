import { and, asc, eq, gt, type SQL } from 'drizzle-orm';
import { connection, reconciliation, reconciliationSchedule } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type ReconciliationSchedule, reconciliationScheduleList } from '#lib/contracts/reconciliation-schedules.ts';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { isUuid } from '#lib/core/ids.ts';

type Reading = Pick<OperationContext, 'tx' | 'tenantId'>;

async function readSchedules({ tx, tenantId }: Reading, where: SQL | undefined, limit: number): Promise<ReconciliationSchedule[]> {
  const rows = await tx
    .select({ row: reconciliationSchedule, name: connection.name, provider: connection.provider, lastState: reconciliation.state })
    .from(reconciliationSchedule)
    .innerJoin(connection, and(eq(connection.tenantId, tenantId), eq(connection.id, reconciliationSchedule.connectionId)))
    .leftJoin(
      reconciliation,
      and(eq(reconciliation.tenantId, tenantId), eq(reconciliation.id, reconciliationSchedule.lastReconciliationId)),
    )
    .where(and(eq(reconciliationSchedule.tenantId, tenantId), where))
    .orderBy(asc(reconciliationSchedule.id))
    .limit(limit);
  return rows.map(({ row, name, provider, lastState }) => ({
    id: row.id,
    connection_id: row.connectionId,
    connection_name: name,
    provider,
    every_days: row.everyDays,
    wait_hours: row.waitHours,
    tolerance_percent: row.tolerancePercent,
    credential_hint: row.credentialHint,
    status: row.status,
    compared_to: row.comparedTo,
    next_at: row.status === 'paused' ? null : row.nextAttemptAt,
    last_reconciliation_id: row.lastReconciliationId,
    last_state: lastState,
    failing_since: row.failingSinceAt,
    last_error: row.lastError,
    created_at: row.createdAt,
    created_by: row.createdBy,
    version: row.version,
  }));
}

/** A schedule as callers see it, never with its credential; throws `not_found`. */
export async function readSchedule(reading: Reading, id: string): Promise<ReconciliationSchedule> {
  const [found] = await readSchedules(reading, eq(reconciliationSchedule.id, id), 1);
  if (found === undefined) throw new AppError('not_found');
  return found;
}

export const listSchedules = defineQuery(reconciliationScheduleList, async (ctx, input) => {
  const [after] = decodeCursor(input.cursor, 1) ?? [];
  if (after !== undefined && !isUuid(after)) throw new AppError('invalid_cursor');
  const rows = await readSchedules(ctx, after === undefined ? undefined : gt(reconciliationSchedule.id, after), input.limit + 1);
  const page = pageFrom(rows, input.limit, (row) => [row.id]);
  return { data: [...page.rows], next_cursor: page.nextCursor };
});
