import { and, eq, isNull, sql } from 'drizzle-orm';
import { budget, rateLimit } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { VirtualKey } from '#lib/contracts/keys.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';

const moved = (resource: 'budget' | 'rate_limit', id: string, fromId: string, toId: string): Change => ({
  ...{ resource, id: toPublicId(resource === 'budget' ? 'budget' : 'rateLimit', id) },
  before: { key_id: toPublicId('key', fromId) },
  after: { key_id: toPublicId('key', toId) },
});

/** Names are unique; the copy says whose it is. */
const copyName = (name: string, key: VirtualKey): string => `${name.slice(0, 80)} (until ${key.display} took over, ${key.id.slice(-6)})`;

/** Budgets go to the new key with what was spent; the old key has one as large, as far spent, until its end. */
async function passOnBudgets(ctx: OperationContext, fromId: string, key: VirtualKey, overlapUntil: Date | null): Promise<Change[]> {
  const { tx, tenantId, now } = ctx;
  const own = and(eq(budget.tenantId, tenantId), eq(budget.scopeKind, 'key'), eq(budget.scopeValue, fromId), isNull(budget.archivedAt));
  const rows = await tx.select().from(budget).where(own).for('update');
  for (const row of rows) {
    const set = { scopeValue: key.id, updatedAt: now, version: row.version + 1 };
    await tx
      .update(budget)
      .set(set)
      .where(and(eq(budget.tenantId, tenantId), eq(budget.id, row.id)));
    if (overlapUntil === null) continue;
    const copy = { id: newUuid(now.getTime()), name: copyName(row.name, key), effectiveUntilAt: overlapUntil, version: 1 };
    await tx.insert(budget).values({ ...row, ...copy, createdAt: now, updatedAt: now });
    await tx.execute(sql`select copy_budget_periods(${row.id}::uuid, ${copy.id}::uuid)`);
  }
  return rows.map(({ id }) => moved('budget', id, fromId, key.id));
}

async function passOnRateLimits(ctx: OperationContext, fromId: string, key: VirtualKey, overlapUntil: Date | null): Promise<Change[]> {
  const { tx, tenantId, now } = ctx;
  const own = and(eq(rateLimit.tenantId, tenantId), eq(rateLimit.scopeKind, 'key'), eq(rateLimit.scopeValue, fromId));
  const rows = await tx.select().from(rateLimit).where(own).for('update');
  for (const row of rows) {
    const set = { scopeValue: key.id, updatedAt: now, version: row.version + 1 };
    await tx
      .update(rateLimit)
      .set(set)
      .where(and(eq(rateLimit.tenantId, tenantId), eq(rateLimit.id, row.id)));
    if (overlapUntil === null) continue;
    const copy = { id: newUuid(now.getTime()), name: copyName(row.name, key), version: 1 };
    await tx.insert(rateLimit).values({ ...row, ...copy, createdAt: now, updatedAt: now });
  }
  return rows.map(({ id }) => moved('rate_limit', id, fromId, key.id));
}

/**
 * What limits a key limits the one that replaces it: a rotation is no way out of a budget. While both work, until
 * `overlapUntil`, the old one keeps limits as large. Answers what the audit trail keeps.
 */
export async function passOnOwnLimits(
  ctx: OperationContext,
  fromId: string,
  key: VirtualKey,
  overlapUntil: Date | null,
): Promise<Change[]> {
  const budgets = await passOnBudgets(ctx, fromId, key, overlapUntil);
  const limits = await passOnRateLimits(ctx, fromId, key, overlapUntil);
  await bumpConfigVersions(ctx.tx, ctx.tenantId, [
    ...(budgets.length === 0 ? [] : (['budgets'] as const)),
    ...(limits.length === 0 ? [] : (['rate_limits'] as const)),
  ]);
  return [...budgets, ...limits];
}
