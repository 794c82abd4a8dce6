import { and, eq, gt, isNull, or } from 'drizzle-orm';
import { apiToken, oauthClient, oauthToken, securitySetting, tenant, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { allPermissions, holds } from '#lib/contracts/permissions.ts';
import { AppError } from '#lib/core/errors.ts';
import { Access, type Grant } from './access.ts';
import type { Authentication, Credential } from './context.ts';
import { loadGrants } from './load-grants.ts';
import { isGoverned, openGrants, readPlaceControls } from './place-controls.ts';
import { defaultSessionRules, isAllowedOrigin, type Origin, type SessionRules } from './session-rules.ts';

/** A token that is in force, and the account it acts for. */
interface Holder {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly tenantStatus: string;
  readonly tenantKind: string;
  readonly credential: Credential;
  readonly lastUsedAt: Date | null;
  /** What the token is narrowed to; null for all the account holds. */
  readonly permissions: readonly string[] | null;
  /** The rank of a token that holds its permissions itself; null where the account's roles decide. */
  readonly ownLevel: number | null;
  /** Null where the organization set nothing. */
  readonly auditReads: 'content' | 'all' | null;
  /** What its owner's sessions obey too; absent for what belongs to no person, because directories and pipelines run elsewhere. */
  readonly person?: {
    readonly rules: Pick<SessionRules, 'allowedNetworks' | 'allowedCountries'>;
    readonly mustChangePassword: boolean;
    readonly isGoverned: boolean;
  };
}

const accountColumns = {
  userId: userAccount.id,
  email: userAccount.email,
  name: userAccount.name,
  tenantStatus: tenant.status,
  tenantKind: tenant.kind,
};

async function holderOfApiToken(tx: TenantTransaction, { tenantId, sessionId }: Authentication, now: Date): Promise<Holder | undefined> {
  const [row] = await tx
    .select({
      ...accountColumns,
      id: apiToken.id,
      tokenName: apiToken.name,
      owner: apiToken.owner,
      permissions: apiToken.permissions,
      level: apiToken.level,
      lastUsedAt: apiToken.lastUsedAt,
      temporaryPasswordExpiresAt: userAccount.temporaryPasswordExpiresAt,
      rules: securitySetting,
      isGoverned: isGoverned(apiToken.tenantId),
    })
    .from(apiToken)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, apiToken.tenantId), eq(userAccount.id, apiToken.userId)))
    .innerJoin(tenant, eq(tenant.tenantId, apiToken.tenantId))
    .leftJoin(securitySetting, eq(securitySetting.tenantId, apiToken.tenantId))
    .where(
      and(
        ...[eq(apiToken.tenantId, tenantId), eq(apiToken.id, sessionId), isNull(apiToken.revokedAt)],
        ...[or(isNull(apiToken.expiresAt), gt(apiToken.expiresAt, now)), eq(userAccount.status, 'active')],
      ),
    );
  if (row === undefined) return undefined;
  const { id, tokenName, owner, level, temporaryPasswordExpiresAt, rules, isGoverned: governed, ...rest } = row;
  const holder = { ...rest, auditReads: rules?.auditReads ?? null, credential: { kind: 'token', id, name: tokenName } } as const;
  if (owner === 'tenant') return { ...holder, ownLevel: level };
  const person = { rules: rules ?? defaultSessionRules, mustChangePassword: temporaryPasswordExpiresAt !== null, isGoverned: governed };
  return { ...holder, ownLevel: null, person };
}

async function holderOfOauthToken(tx: TenantTransaction, { tenantId, sessionId }: Authentication, now: Date): Promise<Holder | undefined> {
  const [row] = await tx
    .select({
      ...accountColumns,
      id: oauthClient.id,
      clientName: oauthClient.name,
      permissions: oauthToken.permissions,
      lastUsedAt: oauthClient.lastUsedAt,
      auditReads: securitySetting.auditReads,
    })
    .from(oauthToken)
    .innerJoin(oauthClient, and(eq(oauthClient.tenantId, oauthToken.tenantId), eq(oauthClient.id, oauthToken.clientId)))
    .innerJoin(userAccount, and(eq(userAccount.tenantId, oauthClient.tenantId), eq(userAccount.id, oauthClient.userId)))
    .innerJoin(tenant, eq(tenant.tenantId, oauthClient.tenantId))
    .leftJoin(securitySetting, eq(securitySetting.tenantId, oauthClient.tenantId))
    .where(
      and(
        ...[eq(oauthToken.tenantId, tenantId), eq(oauthToken.id, sessionId), gt(oauthToken.expiresAt, now)],
        ...[eq(oauthClient.status, 'active'), eq(userAccount.status, 'active')],
      ),
    );
  if (row === undefined) return undefined;
  const { id, clientName, ...rest } = row;
  return { ...rest, credential: { kind: 'client', id, name: clientName }, ownLevel: null };
}

/** What is left of a role under a token: never more than both hold. */
function narrowed(grant: Grant, permissions: readonly string[]): Grant {
  return { ...grant, permissions: allPermissions.filter((name) => holds(permissions, name) && holds(grant.permissions, name)) };
}

/**
 * As `loadAccess`, for an API token or the access token of a client. A personal token has what its owner holds at this
 * moment and the token names: a role that is taken from the owner is gone from the token with its next request. It works from
 * where its owner may be, and not before a temporary password of theirs is changed.
 */
export async function loadTokenAccess(tx: TenantTransaction, authentication: Authentication, now: Date, origin: Origin): Promise<Access> {
  const load = authentication.via === 'oauth_token' ? holderOfOauthToken : holderOfApiToken;
  const holder = await load(tx, authentication, now);
  if (holder === undefined)
    throw new AppError('unauthenticated', { detail: 'The token has expired or was revoked, or its account is not active any more.' });
  const { tenantStatus, tenantKind, credential, lastUsedAt, permissions, ownLevel, person, auditReads, ...account } = holder;
  if (tenantStatus !== 'active') throw new AppError('forbidden', { detail: 'This organization is suspended.' });
  if (person !== undefined && !isAllowedOrigin(origin, person.rules))
    throw new AppError('forbidden', { detail: 'This organization is not open to people at your address.' });
  const { tenantId, sessionId } = authentication;
  const mustChangePassword = person?.mustChangePassword ?? false;
  const operator = tenantKind === 'platform' ? { isOperator: true as const } : {};
  const caller = { ...account, tenantId, sessionId, credential, mustChangePassword, mustEnrol: false, ...operator };
  // A program cannot be asked for a proof again: what it may do was decided when the token was made.
  const times = { seenAt: lastUsedAt ?? new Date(0), verifiedAt: now, auditReads: auditReads ?? undefined };
  if (ownLevel !== null) {
    const own: Grant = { roleName: 'token', permissions: permissions ?? [], level: ownLevel, scopeKind: 'tenant', scopeId: null };
    return new Access(caller, [own], times);
  }
  const held = await loadGrants(tx, tenantId, holder.userId, now);
  // A token is no sign-in: places that want one by their provider are shut to it.
  const controls = person?.isGoverned === true ? await readPlaceControls(tx, tenantId, { ...account, sessionId }, held) : null;
  const grants = controls === null ? held : openGrants(held, controls);
  return new Access(caller, permissions === null ? grants : grants.map((grant) => narrowed(grant, permissions)), times);
}
