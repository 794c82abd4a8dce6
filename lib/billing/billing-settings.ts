import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { billingSetting } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { BillingSettings, type SavedSettings, storedOnlySettings } from '#lib/contracts/billing.ts';
import { AppError } from '#lib/core/errors.ts';
import { type BillingPlace, publicIdOfPlace } from './billing-place.ts';
import { alertsOfBudget, findMonthlyBudget, setMonthlyBudget } from './monthly-budget.ts';

const ofPlace = ({ tenantId }: OperationContext, { kind, id }: BillingPlace) =>
  and(eq(billingSetting.tenantId, tenantId), eq(billingSetting.placeKind, kind), eq(billingSetting.placeId, id));

/** The settings of a place. Limit and alerts are those of its monthly budget, wherever that was changed last. */
export async function readSettings(
  ctx: OperationContext,
  place: BillingPlace,
): Promise<BillingSettings & { readonly version: number; readonly budgetId: string | null }> {
  const [row] = await ctx.tx.select().from(billingSetting).where(ofPlace(ctx, place));
  const stored = BillingSettings.parse(row?.settings ?? {});
  const monthly = await findMonthlyBudget(ctx, place);
  const ofBudget =
    monthly === undefined ? { monthly_budget: null } : { monthly_budget: monthly.limit_usd, budget_alerts: alertsOfBudget(monthly) };
  return { ...stored, ...ofBudget, version: row?.version ?? 0, budgetId: monthly?.id ?? null };
}

type Read = Awaited<ReturnType<typeof readSettings>>;

const settingsOf = ({ version: _version, budgetId: _budgetId, ...settings }: Read): BillingSettings => settings;
const wireOf = (settings: BillingSettings): Record<string, unknown> => ({ ...z.encode(BillingSettings, settings) });

const toSaved = (read: Read): SavedSettings => ({
  ...settingsOf(read),
  version: Math.max(1, read.version),
  budget_id: read.budgetId,
  stored_only: [...storedOnlySettings],
});

/** Whoever restricts says whose calls go on; nobody else does. */
function requireActing({ budget_alerts: { exceeded_action: action, essential } }: BillingSettings): void {
  const isSaid = [essential?.key_ids, essential?.team_ids, essential?.non_essential_tags].some((named) => (named?.length ?? 0) > 0);
  if (isSaid === (action === 'restrict')) return;
  const detail = isSaid ? 'Only with the action restrict' : 'Name the keys or teams that go on, or the tags that do not';
  throw new AppError('validation_failed', { errors: [{ pointer: '/budget_alerts/essential', detail }] });
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
  const [was, will] = [wireOf(settingsOf(before)), wireOf(settings)];
  const isNew = before.version === 0;
  if (!isNew && JSON.stringify(was) === JSON.stringify(will)) return { result: toSaved(before), changes: null };
  const ofBudget = await setMonthlyBudget(ctx, place, settings);
  const row = { tenantId: ctx.tenantId, placeKind: place.kind, placeId: place.id, settings: will, updatedAt: ctx.now };
  await ctx.tx
    .insert(billingSetting)
    .values({ ...row, createdAt: ctx.now })
    .onConflictDoUpdate({
      target: [billingSetting.tenantId, billingSetting.placeKind, billingSetting.placeId],
      set: { settings: will, updatedAt: ctx.now, version: before.version + 1 },
    });
  const change: Change = { resource: 'billing_setting', id: publicIdOfPlace(place), before: isNew ? null : was, after: will };
  return { result: toSaved(await readSettings(ctx, place)), changes: [change, ...ofBudget] };
}
