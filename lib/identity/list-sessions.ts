import { and, eq, gt, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import { session, userAccount } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { type Session, sessionList } from '#lib/contracts/sessions.ts';
import { deviceOf } from './device.ts';

const newestFirst: KeysetOrder<Session> = {
  key: sql`${session.createdAt}`,
  type: 'time',
  id: sql`${session.id}`,
  descending: true,
  valueOf: (row) => row.created_at.getTime(),
  idOf: (row) => row.id,
};

export const listSessions = defineQuery(sessionList, async (ctx, input) => {
  const { tx, tenantId, caller, now } = ctx;
  const keyset = keysetOf('-created_at', newestFirst, input.cursor);
  const hasStatus = {
    active: and(isNull(session.revokedAt), gt(session.expiresAt, now)),
    ended: or(isNotNull(session.revokedAt), lte(session.expiresAt, now)),
    all: undefined,
  }[input.status];
  const read = await tx
    .select({
      id: session.id,
      user_id: session.userId,
      user_name: userAccount.name,
      user_email: userAccount.email,
      current: sql<boolean>`${session.id} = ${caller.sessionId}`,
      ip: session.ip,
      user_agent: session.userAgent,
      method: session.method,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      expires_at: session.expiresAt,
      revoked_at: session.revokedAt,
    })
    .from(session)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, session.tenantId), eq(userAccount.id, session.userId)))
    .where(
      and(
        eq(session.tenantId, tenantId),
        ctx.visible({ userId: session.userId, personId: session.userId }),
        input.user_id === undefined ? undefined : eq(session.userId, input.user_id),
        hasStatus,
        keyset.after,
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  const rows = read.map((row) => ({ ...row, device: deviceOf(row.user_agent) }));
  return keyset.page(rows, input.limit);
});
