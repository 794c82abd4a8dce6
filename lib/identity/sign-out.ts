import { and, eq, isNull } from 'drizzle-orm';
import { findSession } from '#db/lookup.ts';
import { session, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import type { IdentityRuntime, SignInFacts } from './identity-runtime.ts';

/** Ends the session behind a cookie's secret. Does nothing for one that is not there or has been revoked. */
export async function signOut(runtime: IdentityRuntime, sessionSecret: string, facts: SignInFacts): Promise<void> {
  const found = await findSession(runtime.databases.lookup, keyedHash(runtime.keys.sessionPepper, sessionSecret));
  if (found === undefined) return;
  const { tenantId, id } = found;
  const now = new Date(runtime.clock.now());
  await inTenant(runtime.databases.app, tenantId, async (tx) => {
    const [ended] = await tx
      .update(session)
      .set({ revokedAt: now })
      .where(and(eq(session.tenantId, tenantId), eq(session.id, id), isNull(session.revokedAt)))
      .returning({ userId: session.userId });
    if (ended === undefined) return;
    const [user] = await tx
      .select({ email: userAccount.email })
      .from(userAccount)
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, ended.userId)));
    const origin = { tenantId, actorKind: 'user', actorId: ended.userId, actorName: user?.email ?? '', ...facts } as const;
    const change = { resource: 'session', id: toPublicId('session', id), before: { revoked_at: null }, after: { revoked_at: now } };
    await writeAudit(tx, origin, 'session.sign_out', [change], now);
  });
}
