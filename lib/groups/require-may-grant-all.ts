import { grantScopeOf, placementOfScope, readGrantable, requireMayGrant } from '#lib/access/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Group, GroupRole } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';

/** Roles come by groups only from those who could have granted them by hand. */
async function requireMayGrantOne(ctx: OperationContext, grant: GroupRole): Promise<void> {
  const scope = grantScopeOf({
    ...(grant.department_id === null ? {} : { department_id: grant.department_id }),
    ...(grant.team_id === null ? {} : { team_id: grant.team_id }),
    ...(grant.project_id === null ? {} : { project_id: grant.project_id }),
  });
  const placement = await placementOfScope(ctx, scope);
  requireMayAssign(ctx, placement);
  requireMayGrant(ctx.access, await readGrantable(ctx, grant.role_id), placement);
}

/** Groups are changed with `groups.write`; what they grant besides takes what granting takes. */
export function requireMayAssign({ access }: OperationContext, placement = tenantPlacement): void {
  if (access.allows('roles.assign', placement)) return;
  throw new AppError('forbidden', { detail: 'The group grants roles, so this needs the permission roles.assign there.' });
}

/** Refuses to put somebody into a group, or to take them out, for whoever could not grant each of its roles where it grants them. */
export async function requireMayGrantAll(ctx: OperationContext, group: Pick<Group, 'roles'>): Promise<void> {
  for (const grant of group.roles) await requireMayGrantOne(ctx, grant);
}
