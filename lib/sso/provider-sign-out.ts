import { and, eq } from 'drizzle-orm';
import { findSession } from '#db/lookup.ts';
import { ssoSession } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { openWith, readWrappedKeys } from '#lib/connections/keyring.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { readConnectionRow, type SsoConnectionRow } from './connection-rows.ts';
import { kindFacts } from './kinds.ts';
import { discover } from './oidc/discover.ts';
import { samlAddresses, serviceProvider } from './saml/service-provider.ts';
import { SsoRefusal } from './sso-refusal.ts';
import type { SsoRuntime } from './sso-runtime.ts';

interface OpenedThere {
  readonly connection: SsoConnectionRow;
  readonly subject: string;
  readonly providerSession: string | null;
  readonly nameIdFormat: string | null;
  readonly idToken: string | null;
}

/** What a provider knows of a session; undefined for one that a password opened. */
async function readOpened(runtime: SsoRuntime, sessionSecret: string): Promise<OpenedThere | undefined> {
  const { databases, masterKeys } = runtime.command;
  const found = await findSession(databases.lookup, keyedHash(runtime.keys.sessionPepper, sessionSecret));
  if (found === undefined) return undefined;
  const { tenantId, id } = found;
  return inTenant(
    databases.app,
    tenantId,
    async (tx) => {
      const [row] = await tx
        .select()
        .from(ssoSession)
        .where(and(eq(ssoSession.tenantId, tenantId), eq(ssoSession.sessionId, id)));
      if (row === undefined) return undefined;
      const { credential, encryptionKeyId, subject, providerSession, nameIdFormat } = row;
      const idToken =
        credential === null || encryptionKeyId === null
          ? null
          : openWith(masterKeys, tenantId, await readWrappedKeys(tx, tenantId), { connectionId: id, credential, encryptionKeyId });
      return { connection: await readConnectionRow(tx, tenantId, row.connectionId), subject, providerSession, nameIdFormat, idToken };
    },
    { readOnly: true },
  );
}

/** RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0 section 2); null where the provider has none. */
async function oidcAddress(runtime: SsoRuntime, { connection, idToken }: OpenedThere, origin: string): Promise<string | null> {
  const { endSessionEndpoint } = await discover(runtime.command.outbound, connection.issuer ?? '');
  if (endSessionEndpoint === null) return null;
  const url = new URL(endSessionEndpoint);
  url.searchParams.set('client_id', connection.clientId ?? '');
  url.searchParams.set('post_logout_redirect_uri', `${origin}/sign-in`);
  if (idToken !== null) url.searchParams.set('id_token_hint', idToken);
  return url.href;
}

/** A LogoutRequest by HTTP-Redirect (SAML Profiles 2.0 section 4.4); null where the provider has no address for it. */
function samlAddress({ connection, subject, providerSession, nameIdFormat }: OpenedThere, origin: string): Promise<string> | null {
  if (connection.idpSloUrl === null) return null;
  const user = {
    ...{ issuer: connection.idpEntityId ?? '', nameID: subject, nameIDFormat: nameIdFormat ?? '' },
    ...(providerSession === null ? {} : { sessionIndex: providerSession }),
  };
  return serviceProvider(connection, samlAddresses(origin, connection)).getLogoutUrlAsync(user, '', {});
}

/**
 * Where a browser goes after its session here has ended, to end the provider's as well; null where there is nothing to end or
 * the provider cannot be asked. Never fails, and knows ended sessions too: signing out here must not wait for others.
 */
export async function providerSignOutAddress(runtime: SsoRuntime, sessionSecret: string, origin: string): Promise<string | null> {
  try {
    const opened = await readOpened(runtime, sessionSecret);
    if (opened === undefined || opened.connection.archivedAt !== null) return null;
    if (kindFacts[opened.connection.kind].protocol === 'saml') return await samlAddress(opened, origin);
    return await oidcAddress(runtime, opened, origin);
  } catch (error) {
    if (!(error instanceof SsoRefusal)) runtime.command.logger.warn({ err: error }, 'The address of the provider’s sign-out was not found');
    return null;
  }
}
