import { and, eq, gt, inArray, isNull, ne } from 'drizzle-orm';
import { session, ssoDomain, ssoSession } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { ssoConnectionArchive } from '#lib/contracts/sso.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { changeConnection, lockConnection } from './change-connection.ts';
import { requireMayOpenAccounts } from './require-may-open-accounts.ts';
import { requireNotEnforcedWithout } from './require-not-enforced.ts';

/** Ends the sessions that a connection opened, but for the one that asks for it, whose work is not done yet. */
async function endOpenedSessions({ tx, tenantId, now, caller }: OperationContext, connectionId: string): Promise<Change[]> {
  const opened = tx
    .select({ id: ssoSession.sessionId })
    .from(ssoSession)
    .where(and(eq(ssoSession.tenantId, tenantId), eq(ssoSession.connectionId, connectionId)));
  const ended = await tx
    .update(session)
    .set({ revokedAt: now })
    .where(
      and(
        ...[eq(session.tenantId, tenantId), isNull(session.revokedAt), gt(session.expiresAt, now)],
        ...[ne(session.id, caller.sessionId), inArray(session.id, opened)],
      ),
    )
    .returning({ id: session.id, userId: session.userId });
  return ended.map(({ id, userId }) => ({
    ...{ resource: 'session', id: toPublicId('session', id), before: { revoked_at: null } },
    after: { user_id: toPublicId('user', userId), revoked_at: now },
  }));
}

/**
 * An archived connection only explains old sign-ins: its secret is destroyed, no domain leads to it any more, and the sessions it
 * opened end. What it gave is taken over or back when its people sign in at another one.
 */
export const archiveConnection = defineCommand(ssoConnectionArchive, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const before = await lockConnection(ctx, input.sso_connection_id);
  await requireMayOpenAccounts(ctx);
  await requireNotEnforcedWithout(ctx, before.id);
  await tx
    .update(ssoDomain)
    .set({ connectionId: null })
    .where(and(eq(ssoDomain.tenantId, tenantId), eq(ssoDomain.connectionId, before.id)));
  const noCredential = { credential: null, encryptionKeyId: null, credentialHint: null, encryptionCertificates: [] };
  const { result, changes } = await changeConnection(ctx, before, { status: 'disabled', archivedAt: now, ...noCredential });
  return { result, changes: [...changes, ...(await endOpenedSessions(ctx, before.id))] };
});
