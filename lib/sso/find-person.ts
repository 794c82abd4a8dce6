import { and, eq, isNotNull, or, sql } from 'drizzle-orm';
import { ssoDomain, ssoIdentity, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { domainOf, type ProviderPerson } from './claims.ts';
import type { SsoConnectionRow } from './connection-rows.ts';
import { SsoRefusal } from './sso-refusal.ts';
import { customerLevelMax } from './wanted-grants.ts';

export type UserRow = typeof userAccount.$inferSelect;

/** The address, where its domain is proved and leads to this very connection: no other provider speaks for its people. */
export async function requireOwnAddress(tx: TenantTransaction, connection: SsoConnectionRow, person: ProviderPerson): Promise<string> {
  const { email } = person;
  if (email === null)
    throw new SsoRefusal('email_missing', `The provider sent no e-mail address as ${connection.claims.email ?? 'the NameID'}`);
  const domain = domainOf(email);
  const [own] = await tx
    .select({ id: ssoDomain.id })
    .from(ssoDomain)
    .where(
      and(
        ...[eq(ssoDomain.tenantId, connection.tenantId), eq(ssoDomain.domain, domain), isNotNull(ssoDomain.verifiedAt)],
        eq(ssoDomain.connectionId, connection.id),
      ),
    );
  if (own === undefined)
    throw new SsoRefusal('domain_not_allowed', `${domain} is no proved domain of ${connection.name}. Add it, or lead it here.`);
  return email;
}

/** Whoever holds a platform role, by themselves or by a group, is not opened by a customer's provider: its administrators rank below. */
async function requireUnprotected(tx: TenantTransaction, { tenantId, id, email }: UserRow, now: Date): Promise<void> {
  const above = (await loadGrants(tx, tenantId, id, now)).find(({ level }) => level > customerLevelMax);
  if (above !== undefined)
    throw new SsoRefusal('account_protected', `${email} holds the role ${above.roleName}, which signs in by password`);
}

/**
 * The account of a person: by the subject that never changes, else by the address. Undefined for somebody new. An account
 * that another subject of the provider holds is not theirs, although the address is: addresses are given to successors.
 */
export async function findPerson(
  tx: TenantTransaction,
  connection: SsoConnectionRow,
  person: ProviderPerson,
  email: string,
  now: Date,
): Promise<UserRow | undefined> {
  const { tenantId, id: connectionId } = connection;
  const rows = await tx
    .select({ user: userAccount, subject: ssoIdentity.subject })
    .from(userAccount)
    .leftJoin(
      ssoIdentity,
      and(
        eq(ssoIdentity.tenantId, userAccount.tenantId),
        eq(ssoIdentity.userId, userAccount.id),
        eq(ssoIdentity.connectionId, connectionId),
      ),
    )
    .where(
      and(
        eq(userAccount.tenantId, tenantId),
        or(
          sql`lower(${userAccount.email}) = ${email}`,
          and(eq(ssoIdentity.subject, person.subject), eq(ssoIdentity.connectionId, connectionId)),
        ),
      ),
    );
  const found = rows.find(({ subject }) => subject === person.subject) ?? rows[0];
  if (found === undefined) return undefined;
  if (found.subject !== null && found.subject !== person.subject)
    throw new SsoRefusal(
      'account_protected',
      `The account of ${email} belongs to another person at ${connection.name}. Unlink it if both are the same.`,
    );
  if (found.user.status !== 'active') throw new SsoRefusal('deactivated', `The account of ${email} is deactivated`);
  await requireUnprotected(tx, found.user, now);
  return found.user;
}
