import { and, eq } from 'drizzle-orm';
import { team } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Team, teamUpdate } from '#lib/contracts/teams.ts';
import { teamNameTaken } from './create-team.ts';
import { requireTeamPlace } from './place-team.ts';
import { requireActive } from './require-active.ts';
import { requirePlace } from './require-place.ts';
import { readTeam } from './team-rows.ts';

const permissions = { read: 'teams.read', write: 'teams.write' } as const;

export const updateTeam = defineCommand(teamUpdate, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { team_id: id } = input;
  const moves = input.department_id !== undefined || input.parent_id !== undefined;
  if (moves) await lockTenant(tx, tenantId);
  await lockRow(tx, team, tenantId, id);
  const before = await readTeam(tx, tenantId, id);
  ctx.expectVersion(before.version);
  requireActive(before);
  const departmentId = input.department_id === before.department_id ? undefined : input.department_id;
  const parentId = input.parent_id === before.parent_id ? undefined : input.parent_id;
  await requireTeamPlace(ctx, id, { departmentId, parentId });
  if (departmentId !== undefined || parentId !== undefined) {
    const isOutside = (departmentId === undefined ? before.department_id : departmentId) === null;
    const isOutermost = (parentId === undefined ? before.parent_id : parentId) === null;
    // A team outside every department and team is the organization's own.
    if (isOutside && isOutermost) await requirePlace(ctx, permissions, { of: 'team', id: null, field: 'department_id' });
  }
  const name = input.name === before.name ? undefined : input.name;
  const description = input.description === before.description ? undefined : input.description;
  if ([departmentId, parentId, name, description].every((value) => value === undefined)) return { result: before, changes: null };
  const set = { name, description, departmentId, parentId, updatedAt: ctx.now, version: before.version + 1 };
  const row = and(eq(team.tenantId, tenantId), eq(team.id, id));
  await refuseDuplicate('team_name', teamNameTaken, tx.update(team).set(set).where(row));
  const after = await readTeam(tx, tenantId, id);
  return { result: after, changes: [changeOf('team', 'team', Team, before, after)] };
});
