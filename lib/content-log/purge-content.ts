import { and, eq, inArray, lte, not, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { callContent, legalHold } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { holdingStates } from '#lib/contracts/legal-holds.ts';

const tenantsAtOnce = 500;
/** Rows of one transaction; two runners delete the same ones once. */
const rowsAtOnce = 1_000;

/** What a legal hold in force keeps: calls of its person, or of its range of time. */
const isHeld = sql`exists (select from ${legalHold} where ${legalHold.tenantId} = ${callContent.tenantId}
  and ${inArray(legalHold.state, [...holdingStates])} and case ${legalHold.kind}
    when 'person' then ${legalHold.userId} = ${callContent.userId}
    when 'range' then ${callContent.createdAt} >= coalesce(${legalHold.fromAt}, '-infinity') and ${callContent.createdAt} < coalesce(${legalHold.toAt}, 'infinity')
    else false end)`;

async function purgeSome(tx: TenantTransaction, tenantId: string, now: Date): Promise<number> {
  const due = tx
    .select({ callId: callContent.callId })
    .from(callContent)
    .where(and(eq(callContent.tenantId, tenantId), lte(callContent.expiresAt, now), not(isHeld)))
    .limit(rowsAtOnce)
    .for('update', { skipLocked: true });
  const gone = await tx
    .delete(callContent)
    .where(and(eq(callContent.tenantId, tenantId), inArray(callContent.callId, due)))
    .returning({ callId: callContent.callId });
  return gone.length;
}

/** Deletes kept prompts and answers whose time is over and that no legal hold keeps, tenant by tenant; answers how many. */
export async function purgeContent(databases: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<number> {
  const due = await databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('purge-content', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let purged = 0;
  for (const { tenantId } of due) {
    for (let gone = rowsAtOnce; gone === rowsAtOnce && !signal.aborted; purged += gone)
      gone = await inTenant(databases.app, tenantId, (tx) => purgeSome(tx, tenantId, now));
  }
  return purged;
}
