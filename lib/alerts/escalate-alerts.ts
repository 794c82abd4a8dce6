import { and, asc, eq, lte } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { alert } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { escalationDue, tellOf } from './open-alert.ts';

const tenantsAtOnce = 100;
const alertsAtOnce = 100;

async function escalateTenant(tx: TenantTransaction, tenantId: string, now: Date): Promise<number> {
  const rows = await tx
    .select()
    .from(alert)
    .where(and(eq(alert.tenantId, tenantId), eq(alert.state, 'open'), lte(alert.escalatesAt, now)))
    .orderBy(asc(alert.escalatesAt))
    .limit(alertsAtOnce)
    .for('update', { skipLocked: true });
  for (const row of rows) {
    const told = row.escalations + 1;
    const channelIds = row.routing.escalations[row.escalations]?.channel_ids ?? [];
    const due = escalationDue(row.routing, told, row.openedAt);
    await tx
      .update(alert)
      .set({ escalations: told, escalatesAt: due, version: row.version + 1 })
      .where(and(eq(alert.tenantId, tenantId), eq(alert.id, row.id)));
    await tellOf(tx, row, { event: 'alert.escalated', channelIds, step: `escalation ${told}`, now });
  }
  return rows.length;
}

/** Tells the next in line of alerts that nobody has acknowledged in time, of all tenants; answers how many it were. */
export async function escalateAlerts({ app, jobs }: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<number> {
  const due = await jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('escalate-alerts', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let told = 0;
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    told += await inTenant(app, tenantId, (tx) => escalateTenant(tx, tenantId, now));
  }
  return told;
}
