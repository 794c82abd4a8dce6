import { eq, sql } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { Tenant, tenantUpdate } from '#lib/contracts/tenant.ts';
import { pinNewestList } from '#lib/prices/pin-newest-list.ts';
import { readTenant } from './tenant-rows.ts';

/** Limits are merged with those stored; every other field replaces. */
export const updateTenant = defineCommand(tenantUpdate, async (ctx, input) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await readTenant(ctx.tx, ctx.tenantId);
  ctx.expectVersion(before.version);
  if (Object.keys(input).length === 0) return { result: before, changes: null };
  // What is in force stays in force when it is no longer taken over by itself.
  if (before.price_review === 'automatic' && input.price_review !== undefined && input.price_review !== 'automatic')
    await pinNewestList(ctx);
  const limits = input.limits === undefined ? undefined : { ...before.limits, ...input.limits };
  await ctx.tx
    .update(tenant)
    .set({
      name: input.name,
      residency: input.residency,
      timeZone: input.time_zone,
      unpricedPolicy: input.unpriced_policy,
      priceReview: input.price_review,
      ...(limits === undefined ? {} : { settings: sql`${tenant.settings} || ${JSON.stringify({ limits })}::jsonb` }),
      updatedAt: ctx.now,
      version: before.version + 1,
    })
    .where(eq(tenant.tenantId, ctx.tenantId));
  const after = await readTenant(ctx.tx, ctx.tenantId);
  return { result: after, changes: [changeOf('tenant', 'tenant', Tenant, before, after)] };
});
