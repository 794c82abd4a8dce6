import { eq } from 'drizzle-orm';
import { membership } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { memberList } from '#lib/contracts/members.ts';
import { pageOfMembers } from './member-rows.ts';

export const listMembers = defineQuery(memberList, (ctx, input) => pageOfMembers(ctx, input, eq(membership.teamId, input.team_id)));
