import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { rateLimitSetting } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { RateLimitSettings, rateLimitSettingsGet, rateLimitSettingsUpdate } from '#lib/contracts/rate-tiers.ts';
import { toPublicId } from '#lib/core/ids.ts';

async function readSettings(tx: TenantTransaction, tenantId: string): Promise<RateLimitSettings> {
  const [row] = await tx.select().from(rateLimitSetting).where(eq(rateLimitSetting.tenantId, tenantId));
  if (row === undefined) return { when_store_down: 'open', updated_at: null, version: 0 };
  return { when_store_down: row.whenStoreDown, updated_at: row.updatedAt, version: row.version };
}

export const getRateLimitSettings = defineQuery(rateLimitSettingsGet, ({ tx, tenantId }) => readSettings(tx, tenantId));

export const updateRateLimitSettings = defineCommand(rateLimitSettingsUpdate, async (ctx, { when_store_down }) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readSettings(tx, tenantId);
  ctx.expectVersion(before.version);
  const values = { whenStoreDown: when_store_down, updatedAt: now, version: before.version + 1 };
  await tx
    .insert(rateLimitSetting)
    .values({ tenantId, ...values })
    .onConflictDoUpdate({ target: rateLimitSetting.tenantId, set: values });
  const after = await readSettings(tx, tenantId);
  const wire = (settings: RateLimitSettings): object => Object(z.encode(RateLimitSettings, settings));
  const change = { resource: 'rate_limit_settings', id: toPublicId('tenant', tenantId), before: wire(before), after: wire(after) };
  return { result: after, changes: [change] };
});
