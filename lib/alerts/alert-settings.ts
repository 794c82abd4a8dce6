import { eq } from 'drizzle-orm';
import { alertSetting } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { type AlertSettings, alertSettingsGet, alertSettingsUpdate } from '#lib/contracts/alerts.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { requireChannels } from './require-channels.ts';

const nobody = { all: [], critical: [], escalations: [] };
const unsaid: AlertSettings = {
  ...{ budget_routing: nobody, anomaly_routing: nobody, tells_forecasts: true, sensitivity: 'medium', minimum_impact_usd: 5 },
};

/** What the organization decided, or what holds unless it did. */
export async function readAlertSettings(tx: TenantTransaction, tenantId: string): Promise<AlertSettings> {
  const [row] = await tx.select().from(alertSetting).where(eq(alertSetting.tenantId, tenantId));
  if (row === undefined) return unsaid;
  return {
    ...{ budget_routing: own(row.budgetRouting), anomaly_routing: own(row.anomalyRouting), tells_forecasts: row.tellsForecasts },
    ...{ sensitivity: row.sensitivity, minimum_impact_usd: row.minimumImpactUsd },
  };
}

/** A routing that may be changed by whoever gets it. */
const own = ({ all, critical, escalations }: (typeof alertSetting.$inferSelect)['budgetRouting']): AlertSettings['budget_routing'] => ({
  all: [...all],
  critical: [...critical],
  escalations: escalations.map(({ after_minutes, channel_ids }) => ({ after_minutes, channel_ids: [...channel_ids] })),
});

export const getAlertSettings = defineQuery(alertSettingsGet, ({ tx, tenantId }) => readAlertSettings(tx, tenantId));

export const updateAlertSettings = defineCommand(alertSettingsUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  await requireChannels(ctx, '/budget_routing', input.budget_routing);
  await requireChannels(ctx, '/anomaly_routing', input.anomaly_routing);
  const before = await readAlertSettings(tx, tenantId);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const after: AlertSettings = { ...before, ...given };
  const row = {
    ...{ budgetRouting: after.budget_routing, anomalyRouting: after.anomaly_routing, tellsForecasts: after.tells_forecasts },
    ...{ sensitivity: after.sensitivity, minimumImpactUsd: after.minimum_impact_usd, updatedAt: now },
  };
  await tx
    .insert(alertSetting)
    .values({ tenantId, ...row })
    .onConflictDoUpdate({ target: alertSetting.tenantId, set: row });
  return { result: after, changes: [{ resource: 'alert_settings', id: toPublicId('tenant', tenantId), before, after }] };
});
