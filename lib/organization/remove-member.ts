import { and, eq, sql } from 'drizzle-orm';
import { membership, virtualKey } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { Member, memberRemove } from '#lib/contracts/members.ts';
import { requireMayGiveTeamRole } from './add-member.ts';
import { disableKeys } from './disable-keys.ts';
import { readMember } from './member-rows.ts';

/** What the person used stays charged to the team; their personal keys that are charged to it stop. */
export const removeMember = defineCommand(memberRemove, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { membership_id: id } = input;
  await lockRow(tx, membership, tenantId, id);
  const before = await readMember(tx, tenantId, id);
  ctx.expectVersion(before.version);
  await requireMayGiveTeamRole(ctx, before.team_id, before.team_role);
  await tx.delete(membership).where(and(eq(membership.tenantId, tenantId), eq(membership.id, id)));
  const personal = sql`${virtualKey.kind} = 'personal' and ${virtualKey.userId} = ${before.user_id} and ${virtualKey.teamId} = ${before.team_id}`;
  const keys = await disableKeys(ctx, personal);
  return { result: null, changes: [changeOf('member', 'membership', Member, before, null), ...keys.changes], events: keys.events };
});
