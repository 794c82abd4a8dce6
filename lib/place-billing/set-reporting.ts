import { and, eq } from 'drizzle-orm';
import { billingSetting } from '#db/schema/index.ts';
import type { BillingPlace } from '#lib/billing/billing-place.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { BillingSettings } from '#lib/contracts/billing.ts';
import { reportScheduleCreate } from '#lib/contracts/report-schedules.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { makeSchedule } from '#lib/reports/create-schedule.ts';
import { dropSchedule } from '#lib/reports/delete-schedule.ts';
import { changeSchedule } from '#lib/reports/update-schedule.ts';

type Reporting = NonNullable<BillingSettings['reporting']>;

const sections = ['summary', 'days', 'teams', 'models', 'providers'] as const;

/** What the settings say of the schedule; the rest is as people set it on the report itself. */
const wantedOf = ({ frequency, recipients, include_member_breakdown: withPeople }: Reporting) => ({
  frequency,
  // Addresses of members are those members; nobody else stays on the list.
  ...{ user_ids: [], emails: recipients },
  sections: withPeople ? [...sections, 'people' as const] : [...sections],
});

async function requireReports(ctx: OperationContext, { kind, id }: BillingPlace): Promise<void> {
  const placement = kind === 'tenant' ? tenantPlacement : await placementOf(ctx.tx, ctx.tenantId, kind, id);
  if (placement !== undefined && ctx.access.allows('reports.write', placement)) return;
  const errors = [{ pointer: '/reporting', detail: 'This needs the permission reports.write here' }];
  throw new AppError('forbidden', { detail: 'Reports are sent by those who may have reports sent.', errors });
}

/** Faults of a report's recipients, said of the field that they came from. */
async function asReporting<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    const errors = error.errors.map((one) => ({
      ...one,
      pointer: `/reporting/${one.pointer === '/frequency' ? 'frequency' : 'recipients'}`,
    }));
    throw new AppError(error.code, {
      detail: error.detail,
      errors: errors.length === 0 ? [{ pointer: '/reporting', detail: error.detail }] : errors,
    });
  }
}

async function make(ctx: OperationContext, { kind, id, name }: BillingPlace, wanted: Reporting) {
  const scope = kind === 'tenant' ? {} : { scope: kind, [`${kind}_id`]: toPublicId(kind, id) };
  const input = reportScheduleCreate.input.parse({ ...wantedOf(wanted), ...scope, kind: 'cost', name: `Costs of ${name}`.slice(0, 120) });
  return makeSchedule(ctx, input);
}

/**
 * Makes the cost report of a place follow its settings: a schedule of reports like any other, which is changed where it is
 * there already, so that whoever unsubscribed stays so. Answers its id and what the audit trail keeps.
 */
export async function setReporting(
  ctx: OperationContext,
  place: BillingPlace,
  { was, will, scheduleId }: { was: Reporting | null; will: Reporting | null; scheduleId: string | null },
): Promise<{ readonly scheduleId: string | null; readonly changes: readonly Change[] }> {
  if (JSON.stringify(was) === JSON.stringify(will) && (scheduleId === null) === (will === null)) return { scheduleId, changes: [] };
  await requireReports(ctx, place);
  if (will === null) {
    if (scheduleId === null) return { scheduleId, changes: [] };
    const dropped = await dropSchedule(ctx, { schedule_id: scheduleId });
    await link(ctx, place, null);
    return { scheduleId: null, changes: dropped.changes };
  }
  if (scheduleId !== null) {
    const changed = await asReporting(changeSchedule({ ...ctx, expectVersion: () => {} }, { schedule_id: scheduleId, ...wantedOf(will) }));
    return { scheduleId, changes: changed.changes };
  }
  const made = await asReporting(make(ctx, place, will));
  await link(ctx, place, made.result.id);
  return { scheduleId: made.result.id, changes: made.changes };
}

async function link({ tx, tenantId }: OperationContext, place: BillingPlace, reportScheduleId: string | null): Promise<void> {
  await tx
    .update(billingSetting)
    .set({ reportScheduleId })
    .where(and(eq(billingSetting.tenantId, tenantId), eq(billingSetting.placeKind, place.kind), eq(billingSetting.placeId, place.id)));
}
