import { and, eq, isNotNull } from 'drizzle-orm';
import { findSsoConnection, findSsoDomain } from '#db/lookup.ts';
import { ssoDomain, tenant } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { domainOf } from './claims.ts';
import { readConnectionRow, type SsoConnectionRow } from './connection-rows.ts';
import { noteRefusal } from './enter.ts';
import { beginFlow, newBrowserSecret, type SsoFlowRow } from './flow.ts';
import { kindFacts } from './kinds.ts';
import { beginOidc } from './oidc/begin-oidc.ts';
import { beginSaml } from './saml/service-provider.ts';
import { SsoRefusal } from './sso-refusal.ts';
import type { SsoFacts, SsoRuntime } from './sso-runtime.ts';

/** A sign-in that has begun: where the browser goes, and what it keeps until it comes back. */
export interface StartedSignIn {
  readonly url: string;
  readonly handle: string;
  readonly browserSecret: string;
}

export interface SignInWish {
  readonly connectionId: string;
  /** A path of ours; see `localPath`. */
  readonly next: string;
  readonly email: string | null;
  readonly purpose: SsoFlowRow['purpose'];
}

/** The connection with this id, wherever it is; undefined for one that is not there. */
export async function locateConnection(runtime: SsoRuntime, connectionId: string): Promise<SsoConnectionRow | undefined> {
  const { databases } = runtime.command;
  const found = await findSsoConnection(databases.lookup, connectionId);
  if (found === undefined) return undefined;
  return inTenant(databases.app, found.tenantId, (tx) => readConnectionRow(tx, found.tenantId, connectionId), { readOnly: true });
}

/** The connection in service where people of this address sign in. It depends on the domain alone, never on whether anybody has the address. */
export async function connectionForEmail(runtime: SsoRuntime, email: string): Promise<SsoConnectionRow | undefined> {
  const domain = domainOf(email.trim());
  if (domain === '' || domain.length > 253 || domain.includes('\0')) return undefined;
  const found = await findSsoDomain(runtime.command.databases.lookup, domain);
  const connection = found?.connectionId == null ? undefined : await locateConnection(runtime, found.connectionId);
  return connection?.status === 'active' ? connection : undefined;
}

/** The one proved domain of a connection; null where there are several or none. */
async function soleDomain(runtime: SsoRuntime, { tenantId, id }: SsoConnectionRow): Promise<string | null> {
  const domains = await inTenant(
    runtime.command.databases.app,
    tenantId,
    (tx) =>
      tx
        .select({ domain: ssoDomain.domain })
        .from(ssoDomain)
        .where(and(eq(ssoDomain.tenantId, tenantId), eq(ssoDomain.connectionId, id), isNotNull(ssoDomain.verifiedAt)))
        .limit(2),
    { readOnly: true },
  );
  return domains.length === 1 ? (domains[0]?.domain ?? null) : null;
}

/** Sends a browser to its identity provider. Throws SsoRefusal where that cannot be done; the sync log has the reason. */
export async function startSignIn(runtime: SsoRuntime, wish: SignInWish, facts: SsoFacts): Promise<StartedSignIn> {
  const connection = await locateConnection(runtime, wish.connectionId);
  if (connection === undefined || connection.archivedAt !== null) throw new SsoRefusal('connection_off', 'There is no such connection');
  const { tenantId, id: connectionId } = connection;
  const { databases, outbound } = runtime.command;
  const browserSecret = newBrowserSecret();
  try {
    if (wish.purpose === 'sign_in' && connection.status !== 'active')
      throw new SsoRefusal('connection_off', `${connection.name} is switched off`);
    const handle = await inTenant(databases.app, tenantId, async (tx) => {
      const [owner] = await tx.select({ status: tenant.status }).from(tenant).where(eq(tenant.tenantId, tenantId));
      if (owner?.status !== 'active') throw new SsoRefusal('connection_off', 'The organization is suspended');
      return beginFlow(tx, runtime, { tenantId, connectionId, purpose: wish.purpose, next: wish.next }, browserSecret);
    });
    const domain = connection.kind === 'google' ? await soleDomain(runtime, connection) : null;
    const url =
      kindFacts[connection.kind].protocol === 'saml'
        ? await beginSaml(connection, facts.origin, handle)
        : await beginOidc(outbound, connection, { handle, browserSecret, origin: facts.origin, loginHint: wish.email, domain });
    return { url, handle, browserSecret };
  } catch (error) {
    if (error instanceof SsoRefusal) await noteRefusal(runtime, connection, error, facts, wish.email);
    throw error;
  }
}
