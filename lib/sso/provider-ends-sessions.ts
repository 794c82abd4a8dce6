import { and, eq, inArray, isNull } from 'drizzle-orm';
import { session, ssoSession } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { SsoConnectionRow } from './connection-rows.ts';
import { noteRefusal } from './enter.ts';
import { readLogoutRequest } from './saml/read-logout-request.ts';
import { samlAddresses, serviceProvider } from './saml/service-provider.ts';
import { SsoRefusal } from './sso-refusal.ts';
import type { SsoFacts, SsoRuntime } from './sso-runtime.ts';
import { writeSyncLog } from './sync-log.ts';

/** Ends the sessions that a subject of the provider has here; those of the indexes, or all. Answers how many it was. */
async function endSessions(
  runtime: SsoRuntime,
  connection: SsoConnectionRow,
  { nameId, sessionIndexes }: { readonly nameId: string; readonly sessionIndexes: readonly string[] },
  facts: SsoFacts,
): Promise<number> {
  const { tenantId, id: connectionId, name } = connection;
  const now = new Date(runtime.command.clock.now());
  const { requestId, ip, userAgent } = facts;
  return inTenant(runtime.command.databases.app, tenantId, async (tx) => {
    const opened = await tx
      .select({ id: ssoSession.sessionId })
      .from(ssoSession)
      .where(
        and(
          ...[eq(ssoSession.tenantId, tenantId), eq(ssoSession.connectionId, connectionId), eq(ssoSession.subject, nameId)],
          sessionIndexes.length === 0 ? undefined : inArray(ssoSession.providerSession, [...sessionIndexes]),
        ),
      );
    const ids = opened.map(({ id }) => id);
    if (ids.length === 0) return 0;
    const ended = await tx
      .update(session)
      .set({ revokedAt: now })
      .where(and(eq(session.tenantId, tenantId), inArray(session.id, ids), isNull(session.revokedAt)))
      .returning({ id: session.id, userId: session.userId });
    const changes = ended.map(({ id }) => ({
      ...{ resource: 'session', id: toPublicId('session', id), before: { revoked_at: null }, after: { revoked_at: now } },
    }));
    const origin = {
      tenantId,
      actorKind: 'system',
      actorId: null,
      actorName: `${name} (single sign-on)`,
      requestId,
      ip,
      userAgent,
    } as const;
    await writeAudit(tx, origin, 'session.revoke', changes, now);
    const detail = `The provider signed ${nameId} out; ${ended.length} sessions ended`;
    await writeSyncLog(tx, tenantId, now, {
      ...{ connectionId, userId: ended[0]?.userId ?? null, email: nameId.includes('@') ? nameId : null, outcome: 'signed_out', detail },
      requestId,
    });
    return ended.length;
  });
}

/** Where the browser takes our answer, with it; the provider goes on from there. Null where it has no address for answers. */
async function answerAddress(connection: SsoConnectionRow, origin: string, requestId: string): Promise<string | null> {
  if (connection.idpSloUrl === null) return null;
  const request = { ID: requestId, issuer: connection.idpEntityId ?? '', nameID: '', nameIDFormat: '' };
  return serviceProvider(connection, samlAddresses(origin, connection)).getLogoutResponseUrlAsync(request, '', {}, true);
}

/** What came of a provider's sign-out: where the browser goes on, or that it was refused. */
export type ProviderSignOut =
  | { readonly kind: 'done'; readonly url: string | null }
  | { readonly kind: 'refused'; readonly code: SsoRefusal['code'] };

/** Carries out a sign-out that the provider asks for (SAML Single Logout by HTTP-POST). */
export async function receiveSignOut(
  runtime: SsoRuntime,
  connection: SsoConnectionRow,
  samlRequest: string,
  facts: SsoFacts,
): Promise<ProviderSignOut> {
  try {
    const addresses = samlAddresses(facts.origin, connection);
    const request = await readLogoutRequest(samlRequest, connection, addresses, runtime.command.clock.now());
    await endSessions(runtime, connection, request, facts);
    return { kind: 'done', url: await answerAddress(connection, facts.origin, request.id) };
  } catch (error) {
    if (!(error instanceof SsoRefusal)) throw error;
    await noteRefusal(runtime, connection, error, facts);
    return { kind: 'refused', code: error.code };
  }
}
