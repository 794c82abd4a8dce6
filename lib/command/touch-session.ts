import { and, eq } from 'drizzle-orm';
import { session } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { Access } from './access.ts';
import type { CommandRuntime } from './context.ts';

/** How much a session's `last_seen_at` may lag, so that reading pages does not write a row each time. */
const lagMs = 60_000;

/** Notes that the session is in use, at most once a minute. Never fails the work it comes after. */
export async function touchSession(runtime: CommandRuntime, access: Access, now: Date): Promise<void> {
  if (now.getTime() - access.sessionSeenAt.getTime() < lagMs) return;
  const { tenantId, sessionId } = access.caller;
  const row = and(eq(session.tenantId, tenantId), eq(session.id, sessionId));
  await inTenant(runtime.databases.app, tenantId, (tx) => tx.update(session).set({ lastSeenAt: now }).where(row)).catch((error: unknown) =>
    runtime.logger.debug({ err: error }, 'The use of a session was not noted'),
  );
}
