import { budgetAcknowledgement } from '#db/schema/index.ts';
import type { BillingPlace } from '#lib/billing/billing-place.ts';
import { type FoundAlert, readAlerts } from '#lib/billing/read-alerts.ts';
import { budgetAlertId } from '#lib/budgets/budget-alert-id.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import type { BillingAlert } from '#lib/contracts/billing.ts';
import { AppError } from '#lib/core/errors.ts';
import { markAcknowledged } from './change-alert.ts';

interface Acknowledged {
  acknowledged: BillingAlert[];
}

/** The alerts that are meant: those named, else all. One that is not current is a mistake of whoever names it. */
function chosen(current: readonly FoundAlert[], ids: readonly string[] | undefined): readonly FoundAlert[] {
  if (ids === undefined) return current;
  const errors = ids.flatMap((id, index) =>
    current.some(({ alert }) => alert.id === id)
      ? []
      : [{ pointer: `/alert_ids/${index}`, detail: 'There is no current alert with this id' }],
  );
  if (errors.length > 0) throw new AppError('not_found', { errors });
  return current.filter(({ alert }) => ids.includes(alert.id));
}

const keyOf = ({ budgetId, percent }: FoundAlert): string => `${budgetId} ${percent}`;

/** Notes who has seen which alerts, and when; whoever was first stays. */
export async function acknowledgeAlerts(
  ctx: OperationContext,
  place: BillingPlace,
  ids: readonly string[] | undefined,
): Promise<Outcome<Acknowledged> | Unchanged<Acknowledged>> {
  const wanted = chosen(await readAlerts(ctx, place), ids);
  const open = wanted.filter(({ alert }) => alert.acknowledged_by === null);
  if (open.length > 0) {
    const rows = open.map(({ budgetId, periodStart, percent }) => ({
      ...{ tenantId: ctx.tenantId, budgetId, periodStartAt: periodStart, percent },
      ...{ userId: ctx.caller.userId, acknowledgedAt: ctx.now },
    }));
    await ctx.tx.insert(budgetAcknowledgement).values(rows).onConflictDoNothing();
    const ids = open.map(({ budgetId, periodStart, percent }) => budgetAlertId(budgetId, periodStart.getTime(), percent));
    await markAcknowledged(ctx.tx, { tenantId: ctx.tenantId, ids, userId: ctx.caller.userId, now: ctx.now });
  }
  const keys = new Set(wanted.map(keyOf));
  const after = (await readAlerts(ctx, place)).filter((found) => keys.has(keyOf(found)));
  const result = { acknowledged: after.map(({ alert }) => alert) };
  const [first, ...more] = open.map(
    ({ alert }): Change => ({
      resource: 'budget_alert',
      id: alert.id,
      before: { acknowledged_by: null },
      after: { acknowledged_by: ctx.caller.email, threshold: alert.threshold, message: alert.message },
    }),
  );
  return first === undefined ? { result, changes: null } : { result, changes: [first, ...more] };
}
