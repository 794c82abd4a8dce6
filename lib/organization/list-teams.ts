import { and, eq } from 'drizzle-orm';
import { team } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { teamList } from '#lib/contracts/teams.ts';
import { hasArchiveStatus } from './archive-status.ts';
import { readTeams } from './team-rows.ts';

export const listTeams = defineQuery(teamList, async (ctx, input) => {
  const keyset = keysetOf(input.sort, nameOrder(input.sort, team), input.cursor);
  const where = and(
    ctx.visible({ teamId: team.id, departmentId: team.departmentId }),
    hasArchiveStatus(team.archivedAt, input.status),
    input.department_id === undefined ? undefined : eq(team.departmentId, input.department_id),
    input.parent_id === undefined ? undefined : eq(team.parentId, input.parent_id),
    containsText([team.name, team.description], input.search),
    keyset.after,
  );
  const rows = await readTeams(ctx.tx, ctx.tenantId, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
