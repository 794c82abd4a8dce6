import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { analyticsSetting } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { AnalyticsSettings, analyticsSettingsGet, analyticsSettingsUpdate } from '#lib/contracts/analytics-settings.ts';
import { toPublicId } from '#lib/core/ids.ts';

const saltBytes = 32;

async function readSettings(tx: TenantTransaction, tenantId: string): Promise<AnalyticsSettings> {
  const [row] = await tx.select().from(analyticsSetting).where(eq(analyticsSetting.tenantId, tenantId));
  if (row === undefined) return { member_privacy: 'named', group_min: 5, shares_benchmarks: false, updated_at: null, version: 0 };
  return {
    ...{ member_privacy: row.memberPrivacy, group_min: row.groupMin, shares_benchmarks: row.sharesBenchmarks },
    ...{ updated_at: row.updatedAt, version: row.version },
  };
}

export const getSettings = defineQuery(analyticsSettingsGet, ({ tx, tenantId }) => readSettings(tx, tenantId));

/** Sets all of it. The salt of pseudonyms is drawn once and stays, so that a month keeps its pseudonyms however often this is switched. */
export const updateSettings = defineCommand(analyticsSettingsUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readSettings(tx, tenantId);
  ctx.expectVersion(before.version);
  const values = {
    ...{ memberPrivacy: input.member_privacy, groupMin: input.group_min, sharesBenchmarks: input.shares_benchmarks },
    // Since when counts anew after a pause: a month is shared as a whole or not at all.
    ...(input.shares_benchmarks === before.shares_benchmarks ? {} : { sharesSinceAt: input.shares_benchmarks ? now : null }),
    ...{ updatedAt: now, version: before.version + 1 },
  };
  await tx
    .insert(analyticsSetting)
    .values({ tenantId, pseudonymSalt: randomBytes(saltBytes), ...values })
    .onConflictDoUpdate({ target: analyticsSetting.tenantId, set: values });
  const after = await readSettings(tx, tenantId);
  const wire = (settings: AnalyticsSettings): object => Object(z.encode(AnalyticsSettings, settings));
  const change = { resource: 'analytics_settings', id: toPublicId('tenant', tenantId), before: wire(before), after: wire(after) };
  return { result: after, changes: [change] };
});
