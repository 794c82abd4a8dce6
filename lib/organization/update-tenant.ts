import { eq, sql } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { Tenant, tenantUpdate } from '#lib/contracts/tenant.ts';
import { AppError } from '#lib/core/errors.ts';
import { pinNewestList } from '#lib/prices/pin-newest-list.ts';
import { requireProviders } from './require-providers.ts';
import { billingOf } from './tenant-billing.ts';
import { ceilingOf, ownLimitsOf } from './tenant-limits.ts';
import { readTenant } from './tenant-rows.ts';

type Update = InputOf<typeof tenantUpdate>;

/** What of the settings the update replaces; null where it names none of them. */
async function settingsAfter({ tx, tenantId }: OperationContext, { plan, billing, limits }: Update): Promise<object | null> {
  if (plan === undefined && billing === undefined && limits === undefined) return null;
  const [row] = await tx.select({ settings: tenant.settings }).from(tenant).where(eq(tenant.tenantId, tenantId));
  const settings = row?.settings ?? {};
  const named = Object.entries({ ...ownLimitsOf(settings), ...limits }).filter(([, value]) => value !== null && value !== undefined);
  return {
    ...(plan === undefined ? {} : { plan }),
    ...(billing === undefined ? {} : { billing: { ...billingOf(settings), ...billing } }),
    ...(limits === undefined ? {} : { limits: Object.fromEntries(named) }),
  };
}

/** What the platform sold is not the organization's to change: its plan, and limits beyond it. */
async function requireWithinCeiling({ tx, tenantId }: OperationContext, { plan, limits = {} }: Update): Promise<void> {
  const [row] = await tx.select({ ceiling: tenant.ceiling }).from(tenant).where(eq(tenant.tenantId, tenantId));
  const ceiling = ceilingOf(row?.ceiling ?? null);
  if (plan !== undefined && ceiling.plan !== null && plan !== ceiling.plan)
    throw new AppError('conflict', { detail: `The platform sold you the plan ${ceiling.plan}; ask its operators for another.` });
  const errors = (['users_max', 'departments_max', 'teams_max'] as const).flatMap((name) => {
    const [wanted, most] = [limits[name], ceiling.limits[name]];
    const isBeyond = wanted !== null && wanted !== undefined && most !== undefined && wanted > most;
    return isBeyond ? [{ pointer: `/limits/${name}`, detail: `The platform allows ${most}` }] : [];
  });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

/** Limits and billing are merged with those stored; every other field replaces. */
export const updateTenant = defineCommand(tenantUpdate, async (ctx, input) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await readTenant(ctx.tx, ctx.tenantId);
  ctx.expectVersion(before.version);
  if (Object.keys(input).length === 0) return { result: before, changes: null };
  requireProviders(ctx.runtime, input.limits?.providers_allowed ?? [], '/limits/providers_allowed');
  await requireWithinCeiling(ctx, input);
  // What is in force stays in force when it is no longer taken over by itself.
  if (before.price_review === 'automatic' && input.price_review !== undefined && input.price_review !== 'automatic')
    await pinNewestList(ctx);
  const settings = await settingsAfter(ctx, input);
  await ctx.tx
    .update(tenant)
    .set({
      name: input.name,
      residency: input.residency,
      timeZone: input.time_zone,
      unpricedPolicy: input.unpriced_policy,
      priceReview: input.price_review,
      ...(settings === null ? {} : { settings: sql`${tenant.settings} || ${JSON.stringify(settings)}::jsonb` }),
      updatedAt: ctx.now,
      version: before.version + 1,
    })
    .where(eq(tenant.tenantId, ctx.tenantId));
  const after = await readTenant(ctx.tx, ctx.tenantId);
  return { result: after, changes: [changeOf('tenant', 'tenant', Tenant, before, after)] };
});
