import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import { invitation, userAccount } from '#db/schema/index.ts';
import { builtInRole, readGrantable, requireMayGrant } from '#lib/access/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Invitation, invitationCreate } from '#lib/contracts/invitations.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { requireMayGiveTeamRole } from '#lib/organization/add-member.ts';
import { requireRoom } from '#lib/organization/index.ts';
import { requireActive } from '#lib/organization/require-active.ts';
import { readTeam } from '#lib/organization/team-rows.ts';
import { readInvitation } from './invitation-rows.ts';
import { sendLink } from './send-link.ts';

/** The role that people get where the invitation names none. */
const roleOfEverybody = 'user';

/** The role that is asked for, once the caller is known to be allowed to give it on the whole organization. */
async function grantableRole(ctx: OperationContext, roleId: string | undefined): Promise<string> {
  const { tx, tenantId, access } = ctx;
  const named = roleId === undefined ? await builtInRole(tx, tenantId, roleOfEverybody) : await readGrantable(ctx, roleId);
  requireMayGrant(access, named, tenantPlacement);
  return named.id;
}

async function requireStranger({ tx, tenantId }: OperationContext, email: string): Promise<void> {
  const rows = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), sql`lower(${userAccount.email}) = lower(${email})`));
  if (rows.length > 0)
    throw new AppError('conflict', { errors: [{ pointer: '/email', detail: 'Somebody in the organization has this e-mail address' }] });
}

/** An invitation of the address that is over makes room for a new one. */
const endExpired = ({ tx, tenantId, now }: OperationContext, email: string) =>
  tx
    .update(invitation)
    .set({ revokedAt: now, updatedAt: now, version: sql`${invitation.version} + 1` })
    .where(
      and(
        ...[eq(invitation.tenantId, tenantId), sql`lower(${invitation.email}) = lower(${email})`, lte(invitation.expiresAt, now)],
        ...[isNull(invitation.acceptedAt), isNull(invitation.revokedAt)],
      ),
    );

export const createInvitation = defineCommand(invitationCreate, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  await requireRoom(tx, tenantId, 'users');
  const roleId = await grantableRole(ctx, input.role_id);
  const team = input.team_id === undefined ? null : await readTeam(tx, tenantId, input.team_id);
  if (team !== null) {
    requireActive(team);
    await requireMayGiveTeamRole(ctx, team.id, input.team_role);
  }
  await requireStranger(ctx, input.email);
  await endExpired(ctx, input.email);
  const { linkPath, ...link } = await sendLink(ctx, input.email, team?.name ?? null);
  const id = newUuid(now.getTime());
  const row = {
    ...{ tenantId, id, email: input.email, name: input.name ?? '', roleId, teamId: team?.id ?? null, teamRole: input.team_role },
    ...{ invitedBy: caller.userId, ...link, createdAt: now, updatedAt: now },
  };
  const taken = { pointer: '/email', detail: 'This address has an open invitation; send that again' };
  await refuseDuplicate('invitation_email', taken, tx.insert(invitation).values(row));
  const after = await readInvitation(tx, tenantId, now, id);
  return { result: { invitation: after, link_path: linkPath }, changes: [changeOf('invitation', 'invitation', Invitation, null, after)] };
});
