import { and, eq, type SQL, sql } from 'drizzle-orm';
import { invitation, role, team, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Invitation } from '#lib/contracts/invitations.ts';
import { AppError } from '#lib/core/errors.ts';

interface Times {
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly expiresAt: Date;
}

/** What became of an invitation by now. */
export function stateOf({ acceptedAt, revokedAt, expiresAt }: Times, now: Date): Invitation['state'] {
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'open';
}

/** Invitations as callers see them. */
export async function readInvitations(
  tx: TenantTransaction,
  tenantId: string,
  now: Date,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Invitation[]> {
  const rows = await tx
    .select({
      row: invitation,
      roleTitle: role.title,
      teamName: team.name,
      inviter: sql<string>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
    })
    .from(invitation)
    .innerJoin(role, and(eq(role.tenantId, invitation.tenantId), eq(role.id, invitation.roleId)))
    .innerJoin(userAccount, and(eq(userAccount.tenantId, invitation.tenantId), eq(userAccount.id, invitation.invitedBy)))
    .leftJoin(team, and(eq(team.tenantId, invitation.tenantId), eq(team.id, invitation.teamId)))
    .where(and(eq(invitation.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(({ row, roleTitle, teamName, inviter }) => ({
    ...{ id: row.id, email: row.email, name: row.name, state: stateOf(row, now), role_id: row.roleId, role_title: roleTitle },
    ...{ team_id: row.teamId, team_name: teamName, team_role: row.teamRole, invited_by: { user_id: row.invitedBy, name: inviter } },
    ...{ sendings: row.sendings, expires_at: row.expiresAt, accepted_at: row.acceptedAt, user_id: row.userId },
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, version: row.version },
  }));
}

export async function readInvitation(tx: TenantTransaction, tenantId: string, now: Date, id: string): Promise<Invitation> {
  const [found] = await readInvitations(tx, tenantId, now, { where: eq(invitation.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
