import { and, eq, isNull, sql } from 'drizzle-orm';
import { findInvitation } from '#db/lookup.ts';
import { invitation, membership, roleAssignment, team, tenant, userAccount } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { type Change, writeAudit } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import type { OpenedInvitation } from '#lib/contracts/invitations.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { IdentityRuntime, SignInFacts } from '#lib/identity/identity-runtime.ts';
import { hashInTurn } from '#lib/identity/password-work.ts';
import { requirePasswordsAllowed } from '#lib/identity/single-sign-on-rule.ts';
import { linkTokenHash } from '#lib/mail/link-token.ts';
import { requireRoom } from '#lib/organization/index.ts';
import { stateOf } from './invitation-rows.ts';
import { stillMayInvite } from './still-may-invite.ts';

type Runtime = Pick<IdentityRuntime, 'databases' | 'clock' | 'logger'>;
type Row = typeof invitation.$inferSelect;

/** What whoever joins says. */
export interface Acceptance {
  readonly token: string;
  readonly name: string;
  readonly password: string;
}

/** Who joined, for signing in. */
export interface Joined {
  readonly email: string;
  readonly tenantSlug: string;
}

const tokenPattern = /^[0-9a-f]{64}$/;

/** One and the same answer to every link that leads nowhere, whatever the reason. */
const goneLink = (): AppError =>
  new AppError('not_found', { detail: 'This invitation does not work any more. Ask whoever invited you for a new one.' });

/** An open invitation of an active organization, from somebody who is still there and may still give what it promises; else undefined. */
async function readOpen(tx: TenantTransaction, tenantId: string, id: string, now: Date) {
  const [row] = await tx
    .select({
      ...{ invitation, team, organization: tenant.name, slug: tenant.slug, tenantStatus: tenant.status },
      ...{ inviterStatus: userAccount.status, inviter: sql<string>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})` },
    })
    .from(invitation)
    .innerJoin(tenant, eq(tenant.tenantId, invitation.tenantId))
    .innerJoin(userAccount, and(eq(userAccount.tenantId, invitation.tenantId), eq(userAccount.id, invitation.invitedBy)))
    .leftJoin(team, and(eq(team.tenantId, invitation.tenantId), eq(team.id, invitation.teamId), isNull(team.archivedAt)))
    .where(and(eq(invitation.tenantId, tenantId), eq(invitation.id, id)));
  if (row === undefined || row.tenantStatus !== 'active' || row.inviterStatus !== 'active') return undefined;
  if (stateOf(row.invitation, now) !== 'open') return undefined;
  return (await stillMayInvite(tx, row.invitation, row.team?.id ?? null, now)) ? row : undefined;
}

async function findLink({ databases }: Runtime, token: string) {
  const found = tokenPattern.test(token) ? await findInvitation(databases.lookup, linkTokenHash(token)) : undefined;
  if (found === undefined) throw goneLink();
  return found;
}

/** What a link is about. Changes nothing: scanners open links. Throws `not_found` for one that does not work any more. */
export async function openInvitation(runtime: Runtime, token: string): Promise<OpenedInvitation> {
  const { tenantId, id } = await findLink(runtime, token);
  const now = new Date(runtime.clock.now());
  const row = await inTenant(runtime.databases.app, tenantId, (tx) => readOpen(tx, tenantId, id, now), { readOnly: true });
  if (row === undefined) throw goneLink();
  const { email, name, expiresAt } = row.invitation;
  return { organization: row.organization, email, name, inviter: row.inviter, team: row.team?.name ?? null, expiresAt };
}

/** The account, its role and its team; a team that was archived meanwhile is left out. */
async function insertPerson(
  tx: TenantTransaction,
  row: Row,
  teamId: string | null,
  given: { name: string; passwordHash: string },
  now: Date,
) {
  const { tenantId, email, roleId, teamRole } = row;
  const id = newUuid(now.getTime());
  const taken = { pointer: '/email', detail: 'Somebody in the organization has this e-mail address' };
  const account = { tenantId, id, email, ...given, createdAt: now, updatedAt: now };
  await refuseDuplicate('user_account_email', taken, tx.insert(userAccount).values(account));
  await tx.insert(roleAssignment).values({ tenantId, id: newUuid(now.getTime()), userId: id, roleId, scopeKind: 'tenant', createdAt: now });
  if (teamId !== null)
    await tx.insert(membership).values({ tenantId, id: newUuid(now.getTime()), teamId, userId: id, teamRole, createdAt: now });
  return id;
}

/**
 * Makes the account that an invitation promises, once: of two who use the link at the same time one gets it. Throws `not_found` for
 * a link that does not work any more, `limit_reached` where the organization is full by now, `conflict` where somebody has the address.
 */
export async function acceptInvitation(runtime: Runtime, { token, name, password }: Acceptance, facts: SignInFacts): Promise<Joined> {
  const { tenantId, id } = await findLink(runtime, token);
  await openInvitation(runtime, token);
  // Hashing takes longer than a transaction should.
  const passwordHash = await hashInTurn(password);
  const now = new Date(runtime.clock.now());
  return inTenant(runtime.databases.app, tenantId, async (tx) => {
    await requireRoom(tx, tenantId, 'users');
    await tx
      .select({ id: invitation.id })
      .from(invitation)
      .where(and(eq(invitation.tenantId, tenantId), eq(invitation.id, id)))
      .for('update');
    const row = await readOpen(tx, tenantId, id, now);
    if (row === undefined || row.invitation.tokenHash !== linkTokenHash(token)) throw goneLink();
    // Nobody has this account yet, so nobody keeps a password for it where the organization takes none.
    await requirePasswordsAllowed(tx, { tenantId, userId: '', email: row.invitation.email });
    const userId = await insertPerson(tx, row.invitation, row.team?.id ?? null, { name, passwordHash }, now);
    await tx
      .update(invitation)
      .set({ acceptedAt: now, userId, updatedAt: now, version: row.invitation.version + 1 })
      .where(and(eq(invitation.tenantId, tenantId), eq(invitation.id, id)));
    const { email, roleId, teamRole } = row.invitation;
    const changes: Change[] = [
      {
        ...{ resource: 'invitation', id: toPublicId('invitation', id), before: { state: 'open' } },
        after: { state: 'accepted', user_id: toPublicId('user', userId) },
      },
      {
        ...{ resource: 'user', id: toPublicId('user', userId), before: null },
        after: {
          ...{ email, name, role_id: toPublicId('role', roleId) },
          ...(row.team === null ? {} : { team_id: toPublicId('team', row.team.id), team_role: teamRole }),
        },
      },
    ];
    const origin = { tenantId, actorKind: 'user' as const, actorId: userId, actorName: email, ...facts };
    await writeAudit(tx, origin, 'invitation.accept', changes, now);
    await bumpConfigVersions(tx, tenantId, ['organization', 'access']);
    return { email, tenantSlug: row.slug };
  });
}
