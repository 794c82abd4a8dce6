import { and, eq, inArray } from 'drizzle-orm';
import { alert, budgetAcknowledgement } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { Alert, alertAcknowledge, alertResolve, alertSnooze } from '#lib/contracts/alerts.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { type AlertRow, addSteps, readAlertRow, toAlert } from './alert-rows.ts';
import { channelsOf, endAlert, escalationDue, tellOf } from './open-alert.ts';

const minuteMs = 60_000;

/** The alert, locked; `conflict` for one that is over. */
async function lockLiving(ctx: OperationContext, id: string): Promise<AlertRow> {
  const row = await readAlertRow(ctx, id, true);
  ctx.expectVersion(row.version);
  if (row.state === 'resolved') throw new AppError('conflict', { detail: 'The alert is resolved already.' });
  return row;
}

const outcome = (before: AlertRow, after: AlertRow) => ({
  result: toAlert(after),
  changes: [changeOf('alert', 'alert', Alert, toAlert(before), toAlert(after))] as const,
});

async function write({ tx, tenantId }: OperationContext, row: AlertRow, set: Partial<AlertRow>): Promise<AlertRow> {
  const [after] = await tx
    .update(alert)
    .set({ ...set, version: row.version + 1 })
    .where(and(eq(alert.tenantId, tenantId), eq(alert.id, row.id)))
    .returning();
  if (after === undefined) throw new AppError('not_found');
  return after;
}

export const acknowledgeAlert = defineCommand(alertAcknowledge, async (ctx, { alert_id: id, note }) => {
  const { tx, tenantId, now, caller } = ctx;
  const before = await lockLiving(ctx, id);
  if (before.state === 'acknowledged') throw new AppError('conflict', { detail: 'The alert is acknowledged already.' });
  const after = await write(ctx, before, { state: 'acknowledged', acknowledgedAt: now, acknowledgedBy: caller.userId, escalatesAt: null });
  await addSteps(tx, tenantId, now, [{ alertId: id, kind: 'acknowledged', note, userId: caller.userId }]);
  await noteBudgetAcknowledged(tx, before, caller.userId, now);
  await tellOf(tx, after, {
    event: 'alert.acknowledged',
    channelIds: channelsOf(after.routing, after.severity),
    step: 'acknowledged',
    now,
  });
  const events = [{ name: 'alert.acknowledged' as const, payload: { alert_id: toPublicId('alert', id) } }];
  return { ...outcome(before, after), events };
});

/** Billing shows the same acknowledgement. */
async function noteBudgetAcknowledged(
  tx: TenantTransaction,
  { tenantId, source, budgetId, detail }: AlertRow,
  userId: string,
  now: Date,
): Promise<void> {
  const { period_start: start, percent } = detail;
  if (source !== 'budget' || budgetId === null || typeof start !== 'string' || typeof percent !== 'number') return;
  const row = { tenantId, budgetId, periodStartAt: new Date(start), percent, userId, acknowledgedAt: now };
  await tx.insert(budgetAcknowledgement).values(row).onConflictDoNothing();
}

export const snoozeAlert = defineCommand(alertSnooze, async (ctx, { alert_id: id, minutes, note }) => {
  const { tx, tenantId, now, caller } = ctx;
  const before = await lockLiving(ctx, id);
  const until = new Date(now.getTime() + minutes * minuteMs);
  const due = before.state === 'open' ? escalationDue(before.routing, before.escalations, before.openedAt) : null;
  const after = await write(ctx, before, { snoozedUntilAt: until, escalatesAt: due === null || due > until ? due : until });
  const words = `until ${until.toISOString()}${note === '' ? '' : `: ${note}`}`;
  await addSteps(tx, tenantId, now, [{ alertId: id, kind: 'snoozed', note: words, userId: caller.userId }]);
  return outcome(before, after);
});

export const resolveAlert = defineCommand(alertResolve, async (ctx, { alert_id: id, note }) => {
  const before = await lockLiving(ctx, id);
  return outcome(before, await endAlert(ctx.tx, before, { now: ctx.now, userId: ctx.caller.userId, note }));
});

/** Marks open alerts as acknowledged in another room, such as the billing of a place; those that are not there are passed over. */
export async function markAcknowledged(
  tx: TenantTransaction,
  {
    tenantId,
    ids,
    userId,
    now,
  }: { readonly tenantId: string; readonly ids: readonly string[]; readonly userId: string; readonly now: Date },
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx
    .select()
    .from(alert)
    .where(and(eq(alert.tenantId, tenantId), inArray(alert.id, [...ids]), eq(alert.state, 'open')))
    .for('update');
  for (const row of rows) {
    const set = {
      state: 'acknowledged' as const,
      acknowledgedAt: now,
      acknowledgedBy: userId,
      escalatesAt: null,
      version: row.version + 1,
    };
    await tx
      .update(alert)
      .set(set)
      .where(and(eq(alert.tenantId, tenantId), eq(alert.id, row.id)));
    await addSteps(tx, tenantId, now, [{ alertId: row.id, kind: 'acknowledged', note: '', userId }]);
  }
}
