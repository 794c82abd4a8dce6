import { and, eq } from 'drizzle-orm';
import { invitation } from '#db/schema/index.ts';
import { readGrantable, requireMayGrant } from '#lib/access/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { Invitation, invitationResend, invitationRevoke } from '#lib/contracts/invitations.ts';
import { AppError } from '#lib/core/errors.ts';
import { requireMayGiveTeamRole } from '#lib/organization/add-member.ts';
import { readInvitation } from './invitation-rows.ts';
import { sendLink } from './send-link.ts';

/** The invitation, held, as long as it can still be accepted or was forgotten. */
async function holdWaiting(ctx: OperationContext, id: string): Promise<Invitation> {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, invitation, tenantId, id);
  const before = await readInvitation(tx, tenantId, now, id);
  ctx.expectVersion(before.version);
  if (before.state === 'accepted' || before.state === 'revoked')
    throw new AppError('conflict', { detail: `The invitation was ${before.state} already.` });
  return before;
}

/** Whoever could not grant what an invitation promises gets no link to it, and does not take it back either. */
async function requireMayGive(ctx: OperationContext, before: Invitation, options: { readonly archivedToo?: boolean } = {}): Promise<void> {
  requireMayGrant(ctx.access, await readGrantable(ctx, before.role_id, options), tenantPlacement);
  if (before.team_id !== null) await requireMayGiveTeamRole(ctx, before.team_id, before.team_role);
}

async function write(ctx: OperationContext, before: Invitation, set: Partial<typeof invitation.$inferInsert>): Promise<Invitation> {
  const { tx, tenantId, now } = ctx;
  await tx
    .update(invitation)
    .set({ ...set, updatedAt: now, version: before.version + 1 })
    .where(and(eq(invitation.tenantId, tenantId), eq(invitation.id, before.id)));
  return readInvitation(tx, tenantId, now, before.id);
}

export const resendInvitation = defineCommand(invitationResend, async (ctx, input) => {
  const before = await holdWaiting(ctx, input.invitation_id);
  await requireMayGive(ctx, before);
  const { linkPath, ...link } = await sendLink(ctx, before.email, before.team_name);
  // Whoever sends it again answers for it from then on: it works for as long as they may give what it promises.
  const after = await write(ctx, before, { ...link, sendings: before.sendings + 1, invitedBy: ctx.caller.userId });
  return { result: { invitation: after, link_path: linkPath }, changes: [changeOf('invitation', 'invitation', Invitation, before, after)] };
});

export const revokeInvitation = defineCommand(invitationRevoke, async (ctx, input) => {
  const before = await holdWaiting(ctx, input.invitation_id);
  await requireMayGive(ctx, before, { archivedToo: true });
  const after = await write(ctx, before, { revokedAt: ctx.now });
  return { result: after, changes: [changeOf('invitation', 'invitation', Invitation, before, after)] };
});
