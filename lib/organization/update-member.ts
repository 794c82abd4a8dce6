import { and, eq } from 'drizzle-orm';
import { membership } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { Member, memberUpdate } from '#lib/contracts/members.ts';
import { requireMayGiveTeamRole } from './add-member.ts';
import { readMember } from './member-rows.ts';

export const updateMember = defineCommand(memberUpdate, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { membership_id: id, team_role: teamRole } = input;
  await lockRow(tx, membership, tenantId, id);
  const before = await readMember(tx, tenantId, id);
  ctx.expectVersion(before.version);
  if (before.team_role === teamRole) return { result: before, changes: null };
  // Taking the lead away needs the same right as giving it.
  await requireMayGiveTeamRole(ctx, before.team_id, 'lead');
  await tx
    .update(membership)
    .set({ teamRole, version: before.version + 1 })
    .where(and(eq(membership.tenantId, tenantId), eq(membership.id, id)));
  const after = await readMember(tx, tenantId, id);
  return { result: after, changes: [changeOf('member', 'membership', Member, before, after)] };
});
