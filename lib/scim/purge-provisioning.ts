import { and, eq, lt } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { oauthToken, scimEvent } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';

/** As `tenants_due` has them in db/functions/jobs.sql. */
const logDays = 30;
const endedTokenDays = 1;
const dayMs = 86_400_000;
const tenantsAtOnce = 100;

/** Takes away what directories and programs leave behind: entries of the log of provisioning, and access tokens that ended. */
export async function purgeProvisioning(databases: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  let purged = 0;
  for (;;) {
    const due = await databases.jobs.$client<{ tenantId: string }[]>`
      SELECT tenant_id AS "tenantId" FROM tenants_due('purge-provisioning', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
    if (due.length === 0 || signal.aborted) return purged;
    for (const { tenantId } of due) {
      purged += await inTenant(databases.app, tenantId, async (tx) => {
        const events = and(eq(scimEvent.tenantId, tenantId), lt(scimEvent.occurredAt, before(logDays)));
        const tokens = and(eq(oauthToken.tenantId, tenantId), lt(oauthToken.expiresAt, before(endedTokenDays)));
        const gone = await tx.delete(scimEvent).where(events).returning({ id: scimEvent.id });
        const ended = await tx.delete(oauthToken).where(tokens).returning({ id: oauthToken.id });
        return gone.length + ended.length;
      });
    }
  }
}
