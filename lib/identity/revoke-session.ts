import { and, eq, isNull } from 'drizzle-orm';
import { session } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { sessionRevoke } from '#lib/contracts/sessions.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** Revoking twice changes nothing the second time. */
export const revokeSession = defineCommand(sessionRevoke, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const [ended] = await tx
    .update(session)
    .set({ revokedAt: now })
    .where(and(eq(session.tenantId, tenantId), eq(session.id, input.session_id), isNull(session.revokedAt)))
    .returning({ userId: session.userId });
  if (ended === undefined) return { result: null, changes: null };
  const after = { user_id: toPublicId('user', ended.userId), revoked_at: now };
  const change = { resource: 'session', id: toPublicId('session', input.session_id), before: { revoked_at: null }, after };
  return { result: null, changes: [change] };
});
