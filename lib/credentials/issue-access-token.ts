import { and, eq, lt } from 'drizzle-orm';
import { findOauthClient } from '#db/lookup.ts';
import { oauthClient, oauthToken, tenant, userAccount } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { allPermissions } from '#lib/contracts/permissions.ts';
import { fromPublicId, newUuid, toPublicId } from '#lib/core/ids.ts';
import { bearerKindOf, hashBearer, newBearer } from './bearer.ts';

/** An error of RFC 6749 section 5.2. */
export class OauthFault extends Error {
  override readonly name = 'OauthFault';
  readonly code: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';

  constructor(code: OauthFault['code'], description: string) {
    super(description);
    this.code = code;
  }
}

/** What a client presents, and what it wants to be narrowed to. */
export interface TokenRequest {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Names of permissions with spaces between; undefined for all that the roles of the account allow. */
  readonly scope: string | undefined;
}

/** Where the request came from, for the audit trail. */
export interface TokenRequestFacts {
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string;
}

/** A successful answer (RFC 6749 section 5.1). */
export interface IssuedToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope?: string;
}

const refused = (): OauthFault => new OauthFault('invalid_client', 'The client is unknown or disabled, or its secret is not right.');

const names: ReadonlySet<string> = new Set(allPermissions);

/** Null for no narrowing. What the account does not hold is not checked here: a token never has more than the account. */
function permissionsOf(scope: string | undefined): string[] | null {
  const asked = [...new Set((scope ?? '').split(' ').filter(Boolean))];
  const unknown = asked.find((name) => !names.has(name));
  if (unknown !== undefined) throw new OauthFault('invalid_scope', 'The scope names permissions, such as usage.read, with spaces between.');
  return asked.length === 0 ? null : asked;
}

/** The client, when the secret is the one in force, or the former one before its end, and everything around it is active. */
async function readClientToIssue(tx: TenantTransaction, tenantId: string, id: string, secretHash: string, now: Date) {
  const [row] = await tx
    .select({
      ...{ name: oauthClient.name, secretHash: oauthClient.secretHash, formerEndsAt: oauthClient.formerSecretExpiresAt },
      ...{ seconds: oauthClient.tokenSeconds, userId: oauthClient.userId, email: userAccount.email },
    })
    .from(oauthClient)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, oauthClient.tenantId), eq(userAccount.id, oauthClient.userId)))
    .innerJoin(tenant, eq(tenant.tenantId, oauthClient.tenantId))
    .where(
      and(
        ...[eq(oauthClient.tenantId, tenantId), eq(oauthClient.id, id), eq(oauthClient.status, 'active')],
        ...[eq(userAccount.status, 'active'), eq(tenant.status, 'active')],
      ),
    );
  const isInForce = row !== undefined && (row.secretHash === secretHash || (row.formerEndsAt !== null && row.formerEndsAt > now));
  return isInForce ? row : undefined;
}

/**
 * Gives a client an access token for its own credentials (RFC 6749 section 4.4). Throws OauthFault; a wrong secret, an unknown
 * client and a disabled one are the same. A database outage throws what it is.
 */
export async function issueAccessToken(runtime: CommandRuntime, request: TokenRequest, facts: TokenRequestFacts): Promise<IssuedToken> {
  const { clientId, clientSecret, scope } = request;
  const id = fromPublicId('oauthClient', clientId);
  if (id === undefined || bearerKindOf(clientSecret) !== 'oauth_client') throw refused();
  const permissions = permissionsOf(scope);
  const secretHash = hashBearer(runtime.keyPepper, clientSecret);
  const found = await findOauthClient(runtime.databases.lookup, secretHash);
  // The secret finds the client; the id must be that of the same one.
  if (found === undefined || found.id !== id) throw refused();
  const { tenantId } = found;
  const now = new Date(runtime.clock.now());
  const { secret } = newBearer('oauth_token');
  const seconds = await inTenant(runtime.databases.app, tenantId, async (tx) => {
    const client = await readClientToIssue(tx, tenantId, id, secretHash, now);
    if (client === undefined) throw refused();
    const tokenId = newUuid(now.getTime());
    const expiresAt = new Date(now.getTime() + client.seconds * 1000);
    const tokenHash = hashBearer(runtime.keyPepper, secret);
    // What has ended is of no use to anybody; a client clears away its own.
    await tx.delete(oauthToken).where(and(eq(oauthToken.tenantId, tenantId), eq(oauthToken.clientId, id), lt(oauthToken.expiresAt, now)));
    await tx.insert(oauthToken).values({ tenantId, id: tokenId, clientId: id, tokenHash, permissions, createdAt: now, expiresAt });
    const actorName = `${client.email} by client ${client.name} (${clientId})`;
    const origin = { tenantId, actorKind: 'client', actorId: client.userId, actorName, ...facts } as const;
    const change = { resource: 'client', id: toPublicId('oauthClient', id), before: null, after: { permissions, expires_at: expiresAt } };
    await writeAudit(tx, origin, 'client.issue_token', [change], now);
    return client.seconds;
  });
  return {
    access_token: secret,
    token_type: 'Bearer',
    expires_in: seconds,
    ...(permissions === null ? {} : { scope: permissions.join(' ') }),
  };
}

/** Ends an access token that the client presents (RFC 7009); one that is not there, or another client's, is no error. */
export async function revokeAccessToken(runtime: CommandRuntime, request: Omit<TokenRequest, 'scope'>, token: string): Promise<void> {
  const { clientId, clientSecret } = request;
  const id = fromPublicId('oauthClient', clientId);
  const secretHash = hashBearer(runtime.keyPepper, clientSecret);
  const found = bearerKindOf(clientSecret) === 'oauth_client' ? await findOauthClient(runtime.databases.lookup, secretHash) : undefined;
  if (found === undefined || found.id !== id) throw refused();
  const { tenantId } = found;
  const now = new Date(runtime.clock.now());
  await inTenant(runtime.databases.app, tenantId, async (tx) => {
    if ((await readClientToIssue(tx, tenantId, found.id, secretHash, now)) === undefined) throw refused();
    const hash = hashBearer(runtime.keyPepper, token);
    await tx
      .delete(oauthToken)
      .where(and(eq(oauthToken.tenantId, tenantId), eq(oauthToken.clientId, found.id), eq(oauthToken.tokenHash, hash)));
  });
}
