import { and, eq, ne } from 'drizzle-orm';
import { alert, anomaly } from '#db/schema/index.ts';
import { endAlert } from '#lib/alerts/open-alert.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { Anomaly, anomalyDismiss, anomalyFeedback } from '#lib/contracts/anomalies.ts';
import { AppError } from '#lib/core/errors.ts';
import { type AnomalyRow, lockAnomaly, toAnomaly } from './anomaly-rows.ts';

async function decide(ctx: OperationContext, row: AnomalyRow, set: Partial<AnomalyRow>) {
  const { tx, tenantId, now, caller } = ctx;
  const [after] = await tx
    .update(anomaly)
    .set({ ...set, decidedBy: caller.userId, decidedAt: now, version: row.version + 1 })
    .where(and(eq(anomaly.tenantId, tenantId), eq(anomaly.id, row.id)))
    .returning();
  if (after === undefined) throw new AppError('not_found');
  const [before, result] = [await toAnomaly(ctx, row), await toAnomaly(ctx, after)];
  return { result, changes: [changeOf('anomaly', 'anomaly', Anomaly, before, result)] as const };
}

export const dismissAnomaly = defineCommand(anomalyDismiss, async (ctx, { anomaly_id: id, reason, is_false_alarm: isFalse }) => {
  const row = await lockAnomaly(ctx, id);
  if (row.state === 'dismissed') throw new AppError('conflict', { detail: 'The anomaly is dismissed already.' });
  const { tx, tenantId, now, caller } = ctx;
  const [open] = await tx
    .select()
    .from(alert)
    .where(and(eq(alert.tenantId, tenantId), eq(alert.source, 'anomaly'), eq(alert.fingerprint, id), ne(alert.state, 'resolved')))
    .for('update');
  if (open !== undefined) await endAlert(tx, open, { now, userId: caller.userId, note: reason });
  return decide(ctx, row, { state: 'dismissed', reason, ...(isFalse ? { feedback: 'false_alarm' } : {}) });
});

export const giveFeedback = defineCommand(anomalyFeedback, async (ctx, { anomaly_id: id, feedback }) =>
  decide(ctx, await lockAnomaly(ctx, id), { feedback }),
);
