import { groupRole } from '#db/schema/index.ts';
import { grantScopeOf, placementOfScope, readGrantable, requireFutureEnd, requireMayGrant } from '#lib/access/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { groupRoleGrant, groupRolesMax } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { changeGroup, lockGroup } from './change-group.ts';
import { groupChange } from './group-change.ts';
import { requireMayAssign } from './require-may-grant-all.ts';

/** What a group grants is decided here, also for groups whose members the identity provider keeps. */
export const grantGroupRole = defineCommand(groupRoleGrant, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const before = await lockGroup(ctx, input.group_id);
  if (before.roles.length >= groupRolesMax) throw new AppError('limit_reached', { detail: `A group may grant ${groupRolesMax} roles.` });
  const expiresAt = requireFutureEnd(input.expires_at, now);
  const scope = grantScopeOf(input);
  const placement = await placementOfScope(ctx, scope);
  requireMayAssign(ctx, placement);
  requireMayGrant(ctx.access, await readGrantable(ctx, input.role_id), placement);
  const row = { ...scope, tenantId, id: newUuid(now.getTime()), groupId: before.id, roleId: input.role_id, expiresAt, createdAt: now };
  const held = { pointer: '/role_id', detail: 'The group grants this role there already' };
  await refuseDuplicate('group_role_once', held, tx.insert(groupRole).values(row));
  const after = await changeGroup(ctx, before.id, {});
  return { result: after, changes: [groupChange(before, after)] };
});
