import { defineQuery } from '#lib/command/define-query.ts';
import { teamGet } from '#lib/contracts/teams.ts';
import { readTeam } from './team-rows.ts';

export const getTeam = defineQuery(teamGet, (ctx, input) => readTeam(ctx.tx, ctx.tenantId, input.team_id));
