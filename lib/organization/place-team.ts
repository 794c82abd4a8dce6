import { team } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type Team, teamDepthMax } from '#lib/contracts/teams.ts';
import { readDepartment } from './department-rows.ts';
import { requireActive } from './require-active.ts';
import { requirePlace } from './require-place.ts';
import { readTeam } from './team-rows.ts';
import { requireTree } from './tree.ts';

const permissions = { read: 'teams.read', write: 'teams.write' } as const;

/** Where a team goes; a field that is undefined stays as it is, null takes the team out. */
export interface TeamPlace {
  readonly departmentId?: string | null | undefined;
  readonly parentId?: string | null | undefined;
}

/**
 * Checks that the caller may work where the team goes, and that nothing there is archived or would lie below itself.
 * `teamId` is null for a team that does not exist yet. The caller holds the tenant.
 */
export async function requireTeamPlace(ctx: OperationContext, teamId: string | null, place: TeamPlace): Promise<void> {
  const { tx, tenantId } = ctx;
  const { departmentId, parentId } = place;
  if (departmentId !== undefined && departmentId !== null) {
    await requirePlace(ctx, permissions, { of: 'department', id: departmentId, field: 'department_id' });
    requireActive(await readDepartment(tx, tenantId, departmentId));
  }
  if (parentId !== undefined && parentId !== null) {
    await requirePlace(ctx, permissions, { of: 'team', id: parentId, field: 'parent_id' });
    requireActive(await readTeam(tx, tenantId, parentId));
    await requireTree(tx, team, tenantId, { id: teamId, parentId, depthMax: teamDepthMax });
  }
}

/** Checks a move of a team, as far as it changes anything: what `requireTeamPlace` asks for, and the whole organization for its top. */
export async function requireTeamMove(ctx: OperationContext, team: Team, place: TeamPlace): Promise<TeamPlace> {
  const departmentId = place.departmentId === team.department_id ? undefined : place.departmentId;
  const parentId = place.parentId === team.parent_id ? undefined : place.parentId;
  await requireTeamPlace(ctx, team.id, { departmentId, parentId });
  if (departmentId !== undefined || parentId !== undefined) {
    const isOutside = (departmentId === undefined ? team.department_id : departmentId) === null;
    const isOutermost = (parentId === undefined ? team.parent_id : parentId) === null;
    // A team outside every department and team is the organization's own.
    if (isOutside && isOutermost) await requirePlace(ctx, permissions, { of: 'team', id: null, field: 'department_id' });
  }
  return { departmentId, parentId };
}
