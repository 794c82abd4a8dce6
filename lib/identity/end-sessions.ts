import { and, eq, gt, isNull, ne } from 'drizzle-orm';
import { session } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** Ends the running sessions of a person, all or all but one; one change for each. They stop with their next request. */
export async function endSessions(ctx: OperationContext, userId: string, options: { readonly except?: string } = {}): Promise<Change[]> {
  const { tx, tenantId, now } = ctx;
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
