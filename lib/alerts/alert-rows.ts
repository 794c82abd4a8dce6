import { and, asc, eq, sql } from 'drizzle-orm';
import { alert, alertEntry, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Alert, AlertWithTimeline } from '#lib/contracts/alerts.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';

export type AlertRow = typeof alert.$inferSelect;
export type AlertStepKind = (typeof alertEntry.$inferInsert)['kind'];

/** By which an alert is seen: where in the organization it belongs. */
export const alertPlace = { departmentId: alert.departmentId, teamId: alert.teamId } as const;

/** An alert as callers see it. */
export const toAlert = (row: AlertRow): Alert => ({
  id: row.id,
  source: row.source,
  rule_id: row.ruleId,
  budget_id: row.budgetId,
  department_id: row.departmentId,
  team_id: row.teamId,
  severity: row.severity,
  title: row.title,
  summary: row.summary,
  detail: { ...row.detail },
  state: row.state,
  opened_at: row.openedAt,
  last_seen_at: row.lastSeenAt,
  cleared_at: row.clearedAt,
  acknowledged_at: row.acknowledgedAt,
  acknowledged_by: row.acknowledgedBy,
  resolved_at: row.resolvedAt,
  resolved_by: row.resolvedBy,
  snoozed_until: row.snoozedUntilAt,
  escalations: row.escalations,
  escalates_at: row.escalatesAt,
  incident_id: row.incidentId,
  version: row.version,
});

/** The alert's row, if the caller may see where it belongs; else `not_found`. */
export async function readAlertRow(ctx: OperationContext, id: string, lock = false): Promise<AlertRow> {
  const query = ctx.tx
    .select()
    .from(alert)
    .where(and(eq(alert.tenantId, ctx.tenantId), eq(alert.id, id), ctx.visible(alertPlace)));
  const [row] = await (lock ? query.for('update') : query);
  if (row === undefined) throw new AppError('not_found');
  return row;
}

const timelineMax = 500;

export async function readTimeline(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  alertId: string,
): Promise<AlertWithTimeline['timeline']> {
  return await tx
    .select({
      kind: alertEntry.kind,
      at: alertEntry.createdAt,
      user_id: alertEntry.userId,
      user_name: sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
      note: alertEntry.note,
    })
    .from(alertEntry)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, alertEntry.tenantId), eq(userAccount.id, alertEntry.userId)))
    .where(and(eq(alertEntry.tenantId, tenantId), eq(alertEntry.alertId, alertId)))
    .orderBy(asc(alertEntry.createdAt), asc(alertEntry.id))
    .limit(timelineMax);
}

/** Steps for the timeline; `userId` null for what happened by itself. */
export async function addSteps(
  tx: TenantTransaction,
  tenantId: string,
  now: Date,
  steps: readonly { readonly alertId: string; readonly kind: AlertStepKind; readonly note: string; readonly userId?: string | null }[],
): Promise<void> {
  if (steps.length === 0) return;
  await tx
    .insert(alertEntry)
    .values(steps.map((step) => ({ tenantId, id: newUuid(now.getTime()), userId: null, ...step, createdAt: now })));
}
