import { and, eq, lte, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { session, supportAccess, userAccount, virtualKey } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { type Change, writeAudit } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { supportAccessEnd } from '#lib/contracts/support.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { writeOutbox } from '#lib/events/outbox.ts';
import { endTokens } from '#lib/identity/end-tokens.ts';
import { disableKeys } from '#lib/organization/index.ts';

const tenantsMax = 100;

/** Closes the account with all that it could go on by: what it was given besides its role, such as keys, ends with the hours too. */
async function closeIn(tx: TenantTransaction, tenantId: string, userId: string, now: Date): Promise<readonly Change[]> {
  const own = and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId));
  await tx.update(userAccount).set({ status: 'deactivated', updatedAt: now }).where(own);
  await tx
    .update(session)
    .set({ revokedAt: now })
    .where(and(eq(session.tenantId, tenantId), eq(session.userId, userId)));
  const tokens = await endTokens({ tx, tenantId, now }, userId);
  const keys = await disableKeys({ tx, tenantId, now, caller: null }, sql`${virtualKey.userId} = ${userId}`);
  await writeOutbox(tx, tenantId, keys.events);
  await bumpConfigVersions(tx, tenantId, supportAccessEnd.touches ?? []);
  return [...tokens, ...keys.changes];
}

async function endIn(tx: TenantTransaction, tenantId: string, now: Date): Promise<number> {
  const due = await tx
    .update(supportAccess)
    .set({ state: 'ended', updatedAt: now, version: sql`${supportAccess.version} + 1` })
    .where(and(eq(supportAccess.tenantId, tenantId), eq(supportAccess.state, 'granted'), lte(supportAccess.endsAt, now)))
    .returning({ id: supportAccess.id, userId: supportAccess.userId });
  for (const { id, userId } of due) {
    const closed = userId === null ? [] : await closeIn(tx, tenantId, userId, now);
    const change = {
      resource: 'support_access',
      id: toPublicId('supportAccess', id),
      before: { state: 'granted' },
      after: { state: 'ended' },
    };
    const origin = {
      tenantId,
      actorKind: 'system',
      actorId: null,
      actorName: 'Tollgate',
      ip: null,
      userAgent: '',
      requestId: newUuid(),
    } as const;
    await writeAudit(tx, origin, 'support_access.end', [change, ...closed], now);
  }
  return due.length;
}

/** Closes the accounts of access whose hours are over; answers how many. Their roles and sessions have ended by themselves before. */
export async function endDueSupportAccess(databases: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<number> {
  const due = await databases.jobs.execute<{ tenant_id: string }>(
    sql`SELECT tenant_id FROM tenants_due('end-support-access', ${now.toISOString()}::timestamptz, ${tenantsMax})`,
  );
  let ended = 0;
  for (const { tenant_id: tenantId } of due) {
    if (signal.aborted) break;
    ended += await inTenant(databases.app, tenantId, (tx) => endIn(tx, tenantId, now));
  }
  return ended;
}
