import { and, eq, lt } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { idempotencyRecord } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';

/** How long the answer to an Idempotency-Key is kept; `tenants_due` (db/functions/jobs.sql) counts the same. */
const keptMs = 24 * 3_600_000;
const tenantsAtOnce = 500;

/** Deletes answers of idempotent writes that are older than a day, tenant by tenant; answers how many. */
export async function purgeIdempotencyRecords(databases: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<number> {
  const before = new Date(now.getTime() - keptMs);
  let purged = 0;
  for (;;) {
    const due = await databases.jobs.$client<{ tenantId: string }[]>`
      SELECT tenant_id AS "tenantId" FROM tenants_due('purge-idempotency-records', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
    if (due.length === 0 || signal.aborted) return purged;
    for (const { tenantId } of due) {
      const rows = await inTenant(databases.app, tenantId, (tx) =>
        tx
          .delete(idempotencyRecord)
          .where(and(eq(idempotencyRecord.tenantId, tenantId), lt(idempotencyRecord.createdAt, before)))
          .returning({ key: idempotencyRecord.key }),
      );
      purged += rows.length;
    }
  }
}
