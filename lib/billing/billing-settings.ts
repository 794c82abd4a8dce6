import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { billingSetting, reportSchedule } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { BillingSettings, type SavedSettings } from '#lib/contracts/billing.ts';
import { AppError } from '#lib/core/errors.ts';
import { setApprovalChain } from './approval-chain.ts';
import { type BillingPlace, publicIdOfPlace } from './billing-place.ts';
import { alertsOfBudget, findMonthlyBudget, setMonthlyBudget } from './monthly-budget.ts';

const ofPlace = ({ tenantId }: OperationContext, { kind, id }: BillingPlace) =>
  and(eq(billingSetting.tenantId, tenantId), eq(billingSetting.placeKind, kind), eq(billingSetting.placeId, id));

/** The settings of a place. Limit and alerts are those of its monthly budget, and the report is there or not, wherever that was changed last. */
export async function readSettings(
  ctx: OperationContext,
  place: BillingPlace,
): Promise<BillingSettings & { readonly version: number; readonly budgetId: string | null; readonly reportScheduleId: string | null }> {
  const [row] = await ctx.tx
    .select({ settings: billingSetting.settings, version: billingSetting.version, reportScheduleId: reportSchedule.id })
    .from(billingSetting)
    .leftJoin(reportSchedule, and(eq(reportSchedule.tenantId, ctx.tenantId), eq(reportSchedule.id, billingSetting.reportScheduleId)))
    .where(ofPlace(ctx, place));
  const { reporting, ...kept } = BillingSettings.parse(row?.settings ?? {});
  const reportScheduleId = row?.reportScheduleId ?? null;
  const stored = { ...kept, reporting: reportScheduleId === null ? null : reporting };
  const monthly = await findMonthlyBudget(ctx, place);
  const ofBudget =
    monthly === undefined ? { monthly_budget: null } : { monthly_budget: monthly.limit_usd, budget_alerts: alertsOfBudget(monthly) };
  return { ...stored, ...ofBudget, version: row?.version ?? 0, budgetId: monthly?.id ?? null, reportScheduleId };
}

type Read = Awaited<ReturnType<typeof readSettings>>;

const settingsOf = ({ version: _version, budgetId: _budgetId, reportScheduleId: _report, ...settings }: Read): BillingSettings => settings;
const wireOf = (settings: BillingSettings): Record<string, unknown> => ({ ...z.encode(BillingSettings, settings) });

const toSaved = (read: Read): SavedSettings => ({
  ...settingsOf(read),
  version: Math.max(1, read.version),
  budget_id: read.budgetId,
  report_schedule_id: read.reportScheduleId,
});

/** Whoever restricts says whose calls go on; nobody else does. */
function requireActing({ budget_alerts: { exceeded_action: action, essential } }: BillingSettings): void {
  const isSaid = [essential?.key_ids, essential?.team_ids, essential?.non_essential_tags].some((named) => (named?.length ?? 0) > 0);
  if (isSaid === (action === 'restrict')) return;
  const detail = isSaid ? 'Only with the action restrict' : 'Name the keys or teams that go on, or the tags that do not';
  throw new AppError('validation_failed', { errors: [{ pointer: '/budget_alerts/essential', detail }] });
}

/** Whom a place is charged to is for those to say who keep the books. */
function requireBooks({ access }: OperationContext): void {
  if (access.allows('cost_centers.write', tenantPlacement)) return;
  throw new AppError('forbidden', { detail: 'Changing the cost center needs the permission cost_centers.write.' });
}

/** Replaces the settings of a place and makes its monthly budget follow. */
export async function saveSettings(
  ctx: OperationContext,
  place: BillingPlace,
  settings: BillingSettings,
): Promise<Outcome<SavedSettings> | Unchanged<SavedSettings>> {
  requireActing(settings);
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await readSettings(ctx, place);
  ctx.expectVersion(before.version);
  if (settings.cost_center !== before.cost_center) requireBooks(ctx);
  const [was, will] = [wireOf(settingsOf(before)), wireOf(settings)];
  const isNew = before.version === 0;
  if (!isNew && JSON.stringify(was) === JSON.stringify(will)) return { result: toSaved(before), changes: null };
  const ofBudget = await setMonthlyBudget(ctx, place, settings);
  const ofApprovals = await setApprovalChain(ctx, place, before.approval_hierarchy, settings.approval_hierarchy);
  const row = { tenantId: ctx.tenantId, placeKind: place.kind, placeId: place.id, settings: will, updatedAt: ctx.now };
  await ctx.tx
    .insert(billingSetting)
    .values({ ...row, createdAt: ctx.now })
    .onConflictDoUpdate({
      target: [billingSetting.tenantId, billingSetting.placeKind, billingSetting.placeId],
      set: { settings: will, updatedAt: ctx.now, version: before.version + 1 },
    });
  const change: Change = { resource: 'billing_setting', id: publicIdOfPlace(place), before: isNew ? null : was, after: will };
  return { result: toSaved(await readSettings(ctx, place)), changes: [change, ...ofBudget, ...ofApprovals] };
}
