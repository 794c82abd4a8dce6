import { team } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Team, teamCreate } from '#lib/contracts/teams.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { requireTeamPlace } from './place-team.ts';
import { requireRoom } from './require-room.ts';
import { readTeam } from './team-rows.ts';

export const teamNameTaken = { pointer: '/name', detail: 'Another active team has this name' };

export const createTeam = defineCommand(teamCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await requireRoom(tx, tenantId, 'teams');
  await requireTeamPlace(ctx, null, { departmentId: input.department_id, parentId: input.parent_id });
  const id = newUuid(now.getTime());
  const row = {
    tenantId,
    id,
    name: input.name,
    description: input.description,
    departmentId: input.department_id ?? null,
    parentId: input.parent_id ?? null,
    createdAt: now,
    updatedAt: now,
  };
  await refuseDuplicate('team_name', teamNameTaken, tx.insert(team).values(row));
  const after = await readTeam(tx, tenantId, id);
  return {
    result: after,
    changes: [changeOf('team', 'team', Team, null, after)],
    events: [{ name: 'team.created', payload: { team_id: toPublicId('team', id) } }],
  };
});
