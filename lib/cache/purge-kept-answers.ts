import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { cacheEntry, idempotentCall } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';

/** How long the answer to an Idempotency-Key is kept; `tenants_due` (db/functions/jobs.sql) counts the same. */
const keptMs = 24 * 3_600_000;
const tenantsAtOnce = 500;
/** Answers that a tenant may keep; the oldest beyond that go with those that have expired. */
const keptAnswersMax = 100_000;

async function purgeTenant(tx: TenantTransaction, tenantId: string, now: Date, most: number): Promise<number> {
  const expired = await tx
    .delete(cacheEntry)
    .where(and(eq(cacheEntry.tenantId, tenantId), lt(cacheEntry.expiresAt, now)))
    .returning({ bytes: cacheEntry.answerBytes });
  const [oldestKept] = await tx
    .select({ createdAt: cacheEntry.createdAt })
    .from(cacheEntry)
    .where(eq(cacheEntry.tenantId, tenantId))
    .orderBy(desc(cacheEntry.createdAt))
    .offset(most - 1)
    .limit(1);
  const surplus =
    oldestKept === undefined
      ? []
      : await tx
          .delete(cacheEntry)
          .where(and(eq(cacheEntry.tenantId, tenantId), lt(cacheEntry.createdAt, oldestKept.createdAt)))
          .returning({ bytes: cacheEntry.answerBytes });
  const day = new Date(now.getTime() - keptMs);
  const calls = await tx
    .delete(idempotentCall)
    .where(
      and(
        eq(idempotentCall.tenantId, tenantId),
        lt(idempotentCall.createdAt, day),
        sql`${idempotentCall.busyUntilAt} < ${now.toISOString()}::timestamptz`,
      ),
    )
    .returning({ state: idempotentCall.state });
  return expired.length + surplus.length + calls.length;
}

/** Deletes kept answers that have expired, and those to an Idempotency-Key after a day, tenant by tenant; answers how many. */
export async function purgeKeptAnswers(
  databases: Pick<Databases, 'app' | 'jobs'>,
  now: Date,
  signal: AbortSignal,
  most: number = keptAnswersMax,
): Promise<number> {
  let purged = 0;
  for (;;) {
    const due = await databases.jobs.$client<{ tenantId: string }[]>`
      SELECT tenant_id AS "tenantId" FROM tenants_due('purge-kept-answers', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
    if (due.length === 0 || signal.aborted) return purged;
    for (const { tenantId } of due) purged += await inTenant(databases.app, tenantId, (tx) => purgeTenant(tx, tenantId, now, most));
  }
}
