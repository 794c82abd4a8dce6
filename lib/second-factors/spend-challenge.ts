import { createHash } from 'node:crypto';
import { and, eq, lte } from 'drizzle-orm';
import { spentChallenge } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { challengeEnd } from './challenge.ts';

/**
 * Takes a challenge once: false for one that is not ours, is for something else, has ended or was answered before. Two
 * answers at once wait for each other on the row.
 */
export async function spendChallenge(
  tx: TenantTransaction,
  { tenantId, key, purpose, challenge, now }: { tenantId: string; key: Buffer; purpose: string; challenge: string; now: Date },
): Promise<boolean> {
  const endsAtMs = challengeEnd(key, purpose, challenge, now.getTime());
  if (endsAtMs === null) return false;
  await tx.delete(spentChallenge).where(and(eq(spentChallenge.tenantId, tenantId), lte(spentChallenge.expiresAt, now)));
  const challengeHash = createHash('sha256').update(challenge).digest('hex');
  const spent = await tx
    .insert(spentChallenge)
    .values({ tenantId, challengeHash, expiresAt: new Date(endsAtMs) })
    .onConflictDoNothing()
    .returning({ challengeHash: spentChallenge.challengeHash });
  return spent.length === 1;
}
