import { defineQuery } from '#lib/command/define-query.ts';
import { teamBillingGet } from '#lib/contracts/billing.ts';
import { readPlace } from './billing-place.ts';
import { readBilling } from './read-billing.ts';

export const getTeamBilling = defineQuery(teamBillingGet, async (ctx, input) =>
  readBilling(ctx, await readPlace(ctx, 'team', input.team_id)),
);
