import { and, eq } from 'drizzle-orm';
import { membership, team } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { teamMemberList } from '#lib/contracts/members.ts';
import { pageOfMembers } from './member-rows.ts';

export const listTeamMembers = defineQuery(teamMemberList, (ctx, input) =>
  pageOfMembers(
    ctx,
    input,
    and(
      ctx.visible({ teamId: membership.teamId, departmentId: team.departmentId }),
      input.team_id === undefined ? undefined : eq(membership.teamId, input.team_id),
      input.user_id === undefined ? undefined : eq(membership.userId, input.user_id),
    ),
  ),
);
