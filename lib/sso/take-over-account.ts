import { and, eq } from 'drizzle-orm';
import { ssoIdentity, userAccount } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import type { GroupWork } from '#lib/groups/index.ts';
import { forgetCredentials } from '#lib/identity/forget-credentials.ts';
import { readSettings } from './settings-rows.ts';

async function isLinked({ tx, tenantId }: GroupWork, userId: string): Promise<boolean> {
  const own = and(eq(ssoIdentity.tenantId, tenantId), eq(ssoIdentity.userId, userId));
  return (await tx.select({ subject: ssoIdentity.subject }).from(ssoIdentity).where(own).limit(1)).length > 0;
}

/**
 * The first time a provider proves who an account belongs to, nothing from before opens it any more: whoever invited the person
 * may have accepted the invitation in their place. People who keep a password for the day the provider is down keep all of it.
 * To be called before the account is linked; answers what the audit trail keeps.
 */
export async function takeOverAccount(work: GroupWork, userId: string): Promise<readonly Change[]> {
  const { tx, tenantId } = work;
  if (await isLinked(work, userId)) return [];
  // Of two first sign-ins at once the second waits, and ends nothing of the first.
  await lockRow(tx, userAccount, tenantId, userId);
  if (await isLinked(work, userId)) return [];
  const { break_glass_user_ids: kept } = await readSettings(tx, tenantId);
  return kept.includes(userId) ? [] : forgetCredentials(work, userId);
}
