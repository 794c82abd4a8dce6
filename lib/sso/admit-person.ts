import { and, eq, ne, sql } from 'drizzle-orm';
import { ssoIdentity, tenant, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { type Change, writeAudit } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { User } from '#lib/contracts/users.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { isBreakGlass } from '#lib/identity/single-sign-on-rule.ts';
import { readUser } from '#lib/identity/user-rows.ts';
import { requireRoom } from '#lib/organization/index.ts';
import { applyGrants } from './apply-grants.ts';
import type { ProviderPerson } from './claims.ts';
import type { SsoConnectionRow } from './connection-rows.ts';
import { describeGrants } from './describe-grants.ts';
import { findPerson, requireOwnAddress, type UserRow } from './find-person.ts';
import { followGroups } from './follow-groups.ts';
import { SsoRefusal } from './sso-refusal.ts';
import type { SsoFacts } from './sso-runtime.ts';
import { takeOverAccount } from './take-over-account.ts';
import { wantedGrants } from './wanted-grants.ts';

/** Who was let in, and what became of their account on the way. */
export interface Admitted {
  readonly userId: string;
  readonly email: string;
  readonly outcome: 'signed_in' | 'provisioned' | 'updated';
  /** A line each. */
  readonly changes: readonly string[];
}

/** The organization takes people in, and this person is in one of the groups that may enter. */
async function requireAdmissible(tx: TenantTransaction, connection: SsoConnectionRow, { groups }: ProviderPerson): Promise<void> {
  const [owner] = await tx.select({ status: tenant.status }).from(tenant).where(eq(tenant.tenantId, connection.tenantId));
  if (owner?.status !== 'active') throw new SsoRefusal('connection_off', 'The organization is suspended');
  const { requiredGroups } = connection;
  if (requiredGroups.length === 0 || requiredGroups.some((group) => groups.includes(group))) return;
  throw new SsoRefusal(
    'not_in_group',
    `In none of the groups ${requiredGroups.join(', ')}; the provider sent ${groups.join(', ') || 'none'}`,
  );
}

async function provision(
  tx: TenantTransaction,
  connection: SsoConnectionRow,
  { name }: ProviderPerson,
  email: string,
  now: Date,
): Promise<string> {
  if (!connection.provisions) throw new SsoRefusal('no_account', `${email} has no account, and ${connection.name} makes none`);
  const { tenantId } = connection;
  try {
    await requireRoom(tx, tenantId, 'users');
  } catch (error) {
    if (error instanceof AppError && error.code === 'limit_reached') throw new SsoRefusal('limit_reached', error.detail);
    throw error;
  }
  const id = newUuid(now.getTime());
  await tx.insert(userAccount).values({ tenantId, id, email, name: name ?? '', createdAt: now, updatedAt: now });
  return id;
}

/** Takes over name and address where they changed at the provider. An address that somebody else has here stays as it was. */
async function updateAccount(
  tx: TenantTransaction,
  user: UserRow,
  person: ProviderPerson,
  email: string,
  now: Date,
): Promise<readonly string[]> {
  const { tenantId, id } = user;
  const notes: string[] = [];
  const moves = user.email.toLowerCase() !== email;
  const [holder] = moves
    ? await tx
        .select({ id: userAccount.id })
        .from(userAccount)
        .where(and(eq(userAccount.tenantId, tenantId), sql`lower(${userAccount.email}) = ${email}`, ne(userAccount.id, id)))
    : [];
  if (holder !== undefined) notes.push(`The address stays ${user.email}: somebody else has ${email}`);
  const takesAddress = moves && holder === undefined;
  const takesName = person.name !== null && person.name !== user.name;
  // Whoever proved who they are at the provider needs no password that an administrator once gave out, unless it is for the day
  // the provider is down.
  const dropsPassword = user.temporaryPasswordExpiresAt !== null && !(await isBreakGlass(tx, { tenantId, userId: id }));
  if (takesAddress) notes.push(`E-mail ${user.email} → ${email}`);
  if (takesName) notes.push(`Name ${user.name || '(none)'} → ${person.name}`);
  if (!takesAddress && !takesName && !dropsPassword) return notes;
  await tx
    .update(userAccount)
    .set({
      ...(takesAddress ? { email } : {}),
      ...(takesName ? { name: person.name ?? '' } : {}),
      ...(dropsPassword ? { passwordHash: null, temporaryPasswordExpiresAt: null } : {}),
      ...{ updatedAt: now, version: user.version + 1 },
    })
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id)));
  return notes;
}

const attributesOf = ({ department, team, role, costCenter }: ProviderPerson): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ department, team, role, cost_center: costCenter }).filter((entry): entry is [string, string] => entry[1] !== null),
  );

async function linkIdentity(tx: TenantTransaction, connection: SsoConnectionRow, person: ProviderPerson, userId: string, now: Date) {
  const { tenantId, id: connectionId } = connection;
  const seen = { groups: [...person.groups], attributes: attributesOf(person), lastSignInAt: now };
  await tx
    .insert(ssoIdentity)
    .values({ tenantId, connectionId, subject: person.subject, userId, createdAt: now, ...seen })
    .onConflictDoUpdate({ target: [ssoIdentity.tenantId, ssoIdentity.connectionId, ssoIdentity.subject], set: seen });
}

/** Somebody new may be at the door twice at once: the second waits until the first has an account. */
async function findAgain(tx: TenantTransaction, connection: SsoConnectionRow, person: ProviderPerson, email: string, now: Date) {
  await lockTenant(tx, connection.tenantId);
  return findPerson(tx, connection, person, email, now);
}

/**
 * Lets a person in whose provider has proved who they are: finds or makes the account, takes over what changed, and gives and
 * takes what their groups say. One transaction with the session that follows; throws SsoRefusal for whoever may not enter.
 */
export async function admitPerson(
  tx: TenantTransaction,
  connection: SsoConnectionRow,
  person: ProviderPerson,
  facts: SsoFacts,
  now: Date,
): Promise<Admitted> {
  const { tenantId, id: connectionId } = connection;
  const email = await requireOwnAddress(tx, connection, person);
  await requireAdmissible(tx, connection, person);
  const found = (await findPerson(tx, connection, person, email, now)) ?? (await findAgain(tx, connection, person, email, now));
  const before = found === undefined ? null : await readUser(tx, tenantId, found.id);
  const userId = found?.id ?? (await provision(tx, connection, person, email, now));
  const notes = found === undefined ? [] : await updateAccount(tx, found, person, email, now);
  const ended = found === undefined ? [] : await takeOverAccount({ tx, tenantId, now }, userId);
  await linkIdentity(tx, connection, person, userId, now);
  const wanted = await wantedGrants(tx, connection, person);
  const applied = await applyGrants(tx, { tenantId, userId, connectionId }, wanted.grants, now);
  const lines = await describeGrants(tx, tenantId, applied);
  const groups = await followGroups({ tx, tenantId, now }, connection, person, userId);
  const after = await readUser(tx, tenantId, userId);
  const changes: Change[] = [];
  const isSame = before !== null && before.version === after.version;
  if (!isSame) changes.push(changeOf('user', 'user', User, before, after));
  changes.push(...ended, ...groups.changes);
  if (lines.length > 0)
    changes.push({
      resource: 'user',
      id: toPublicId('user', userId),
      before: null,
      after: { sso_connection: connection.name, grants: lines },
    });
  const origin = { tenantId, actorKind: 'system', actorId: null, actorName: `${connection.name} (single sign-on)` } as const;
  const { ip, userAgent, requestId } = facts;
  await writeAudit(tx, { ...origin, ip, userAgent, requestId }, found === undefined ? 'user.create' : 'user.update', changes, now);
  if (changes.length > 0) await bumpConfigVersions(tx, tenantId, ['access', 'organization', 'cost_centers']);
  const isChanged = changes.length > 0;
  const outcome = found === undefined ? 'provisioned' : isChanged ? 'updated' : 'signed_in';
  const taken = ended.length === 0 ? [] : ['Ended: password, second factors, sessions and API tokens from before the first sign-in here'];
  return { userId, email: after.email, outcome, changes: [...notes, ...taken, ...lines, ...wanted.notes, ...groups.notes] };
}
