import { and, eq, gt, isNull, ne } from 'drizzle-orm';
import { pendingSignIn, session } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { toPublicId } from '#lib/core/ids.ts';

/**
 * Ends the running sessions of a person, all or all but one; one change for each. They stop with their next request. Sign-ins
 * that wait for their second step end too: they stand on a password that may be another one now.
 */
export async function endSessions(
  { tx, tenantId, now }: Pick<OperationContext, 'tx' | 'tenantId' | 'now'>,
  userId: string,
  options: { readonly except?: string } = {},
): Promise<Change[]> {
  await tx.delete(pendingSignIn).where(and(eq(pendingSignIn.tenantId, tenantId), eq(pendingSignIn.userId, userId)));
  const ended = await tx
    .update(session)
    .set({ revokedAt: now })
    .where(
      and(
        eq(session.tenantId, tenantId),
        eq(session.userId, userId),
        isNull(session.revokedAt),
        gt(session.expiresAt, now),
        options.except === undefined ? undefined : ne(session.id, options.except),
      ),
    )
    .returning({ id: session.id });
  return ended.map(({ id }) => ({
    resource: 'session',
    id: toPublicId('session', id),
    before: { revoked_at: null },
    after: { user_id: toPublicId('user', userId), revoked_at: now },
  }));
}
