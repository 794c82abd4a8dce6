import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { pendingSignIn, userAccount } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { endSessions } from './end-sessions.ts';
import { endTokens } from './end-tokens.ts';
import { removeFactors } from './remove-factors.ts';

/**
 * Takes from a locked account whatever opened it so far, because it comes to its real owner or to a new one: password, second
 * factors, half-done sign-ins, sessions and API tokens. Virtual keys stay, for what they may do is looked at elsewhere. Answers
 * what the audit trail keeps; nothing where there was nothing.
 */
export async function forgetCredentials(
  work: Pick<OperationContext, 'tx' | 'tenantId' | 'now'>,
  userId: string,
): Promise<readonly Change[]> {
  const { tx, tenantId, now } = work;
  const had = await tx
    .update(userAccount)
    .set({ passwordHash: null, temporaryPasswordExpiresAt: null, updatedAt: now, version: sql`${userAccount.version} + 1` })
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId), isNotNull(userAccount.passwordHash)))
    .returning({ id: userAccount.id });
  await tx.delete(pendingSignIn).where(and(eq(pendingSignIn.tenantId, tenantId), eq(pendingSignIn.userId, userId)));
  const password = had.map(({ id }) => ({
    ...{ resource: 'user', id: toPublicId('user', id) },
    ...{ before: { has_password: true }, after: { has_password: false } },
  }));
  const factors = await removeFactors(work, userId);
  const sessions = await endSessions(work, userId);
  return [...password, ...factors, ...sessions, ...(await endTokens(work, userId))];
}
