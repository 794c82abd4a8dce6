import { and, eq } from 'drizzle-orm';
import { team } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Team, teamRestore } from '#lib/contracts/teams.ts';
import { teamNameTaken } from './create-team.ts';
import { readDepartment } from './department-rows.ts';
import { requireActive } from './require-active.ts';
import { requireRoom } from './require-room.ts';
import { readTeam } from './team-rows.ts';

export const restoreTeam = defineCommand(teamRestore, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { team_id: id } = input;
  await requireRoom(tx, tenantId, 'teams');
  await lockRow(tx, team, tenantId, id);
  const before = await readTeam(tx, tenantId, id);
  ctx.expectVersion(before.version);
  if (before.archived_at === null) return { result: before, changes: null };
  if (before.department_id !== null) requireActive(await readDepartment(tx, tenantId, before.department_id));
  if (before.parent_id !== null) requireActive(await readTeam(tx, tenantId, before.parent_id));
  const set = { archivedAt: null, updatedAt: ctx.now, version: before.version + 1 };
  const row = and(eq(team.tenantId, tenantId), eq(team.id, id));
  await refuseDuplicate('team_name', teamNameTaken, tx.update(team).set(set).where(row));
  const after = await readTeam(tx, tenantId, id);
  return { result: after, changes: [changeOf('team', 'team', Team, before, after)] };
});
