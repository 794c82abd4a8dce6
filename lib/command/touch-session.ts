import { and, eq } from 'drizzle-orm';
import { apiToken, oauthClient, session } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { Access } from './access.ts';
import type { Caller, CommandRuntime } from './context.ts';

/** How much a session's `last_seen_at` may lag, so that reading pages does not write a row each time. */
const lagMs = 60_000;

function noteUse(tx: TenantTransaction, { tenantId, sessionId, credential }: Caller, now: Date) {
  if (credential === undefined) {
    const row = and(eq(session.tenantId, tenantId), eq(session.id, sessionId));
    return tx.update(session).set({ lastSeenAt: now }).where(row);
  }
  const table = credential.kind === 'token' ? apiToken : oauthClient;
  return tx
    .update(table)
    .set({ lastUsedAt: now })
    .where(and(eq(table.tenantId, tenantId), eq(table.id, credential.id)));
}

/** Notes that the session or token is in use, at most once a minute. Never fails the work it comes after. */
export async function touchSession(runtime: CommandRuntime, access: Access, now: Date): Promise<void> {
  if (now.getTime() - access.sessionSeenAt.getTime() < lagMs) return;
  const { caller } = access;
  await inTenant(runtime.databases.app, caller.tenantId, (tx) => noteUse(tx, caller, now)).catch((error: unknown) =>
    runtime.logger.debug({ err: error }, 'The use of a session was not noted'),
  );
}
