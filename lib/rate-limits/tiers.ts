import { and, count, eq, type SQL, sql } from 'drizzle-orm';
import { rateLimit, rateTier, type StoredTierLimit } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { containsText } from '#lib/command/contains-text.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { type LimitRule, RateTier, rateTiersMax } from '#lib/contracts/rate-limit-resource.ts';
import { rateTierCreate, rateTierDelete, rateTierList, rateTierUpdate } from '#lib/contracts/rate-tiers.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { toRule } from './limit-rows.ts';
import { toCounted } from './micro.ts';

const nameTaken = { pointer: '/name', detail: 'Another tier has this name' };

const toStored = ({ metric, window, limit, burst }: LimitRule): StoredTierLimit => ({
  ...{ metric, window, limit: toCounted(metric, limit) },
  burst: burst === null ? null : toCounted(metric, burst),
});

async function readTiers({ tx, tenantId }: OperationContext, where: SQL | undefined, orderBy: SQL, limit: number): Promise<RateTier[]> {
  const uses = tx
    .select({ count: count() })
    .from(rateLimit)
    .where(and(eq(rateLimit.tenantId, tenantId), eq(rateLimit.tierId, rateTier.id)));
  const rows = await tx
    .select({ row: rateTier, usedBy: sql<number>`(${uses})::integer` })
    .from(rateTier)
    .where(and(eq(rateTier.tenantId, tenantId), where))
    .orderBy(orderBy)
    .limit(limit);
  return rows.map(({ row, usedBy }) => ({
    ...{ id: row.id, name: row.name, description: row.description, limits: row.limits.map(toRule), used_by: usedBy },
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, version: row.version },
  }));
}

async function readTier(ctx: OperationContext, id: string): Promise<RateTier> {
  const [found] = await readTiers(ctx, eq(rateTier.id, id), sql`1`, 1);
  if (found === undefined) throw new AppError('not_found');
  return found;
}

async function lockTier(ctx: OperationContext, id: string): Promise<RateTier> {
  await lockRow(ctx.tx, rateTier, ctx.tenantId, id);
  const before = await readTier(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

export const listRateTiers = defineQuery(rateTierList, async (ctx, input) => {
  const keyset = keysetOf(input.sort, nameOrder(input.sort, rateTier), input.cursor);
  const rows = await readTiers(ctx, and(containsText([rateTier.name], input.search), keyset.after), keyset.orderBy, input.limit + 1);
  return keyset.page(rows, input.limit);
});

export const createRateTier = defineCommand(rateTierCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const [row] = await tx.select({ tiers: count() }).from(rateTier).where(eq(rateTier.tenantId, tenantId));
  if ((row?.tiers ?? 0) >= rateTiersMax)
    throw new AppError('limit_reached', { detail: `The organization has ${rateTiersMax} tiers, which is the most.` });
  const id = newUuid(now.getTime());
  const values = { tenantId, id, name: input.name, description: input.description, limits: input.limits.map(toStored) };
  await refuseDuplicate('rate_tier_name', nameTaken, tx.insert(rateTier).values({ ...values, createdAt: now, updatedAt: now }));
  const after = await readTier(ctx, id);
  return { result: after, changes: [changeOf('rate_tier', 'rateTier', RateTier, null, after)] };
});

export const updateRateTier = defineCommand(rateTierUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const before = await lockTier(ctx, input.rate_tier_id);
  const { name = before.name, description = before.description, limits = before.limits } = input;
  const same = JSON.stringify([before.name, before.description, before.limits.map(toStored)]);
  if (JSON.stringify([name, description, limits.map(toStored)]) === same) return { result: before, changes: null };
  const set = { name, description, limits: limits.map(toStored), updatedAt: now, version: before.version + 1 };
  const change = tx
    .update(rateTier)
    .set(set)
    .where(and(eq(rateTier.tenantId, tenantId), eq(rateTier.id, before.id)));
  await refuseDuplicate('rate_tier_name', nameTaken, change);
  const after = await readTier(ctx, before.id);
  return { result: after, changes: [changeOf('rate_tier', 'rateTier', RateTier, before, after)] };
});

export const deleteRateTier = defineCommand(rateTierDelete, async (ctx, { rate_tier_id }) => {
  const { tx, tenantId } = ctx;
  await lockTenant(tx, tenantId);
  const before = await lockTier(ctx, rate_tier_id);
  if (before.used_by > 0)
    throw new AppError('conflict', {
      detail: `${before.used_by} rate limits are of the tier ${before.name}. Give those another one first.`,
    });
  await tx.delete(rateTier).where(and(eq(rateTier.tenantId, tenantId), eq(rateTier.id, before.id)));
  return { result: before, changes: [changeOf('rate_tier', 'rateTier', RateTier, before, null)] };
});
