import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { teamBillingAcknowledge, teamBillingGet, teamBillingSet } from '#lib/contracts/billing.ts';
import { acknowledgeAlerts } from './acknowledge-alerts.ts';
import { readPlace } from './billing-place.ts';
import { saveSettings } from './billing-settings.ts';
import { readBilling } from './read-billing.ts';

export const getTeamBilling = defineQuery(teamBillingGet, async (ctx, input) =>
  readBilling(ctx, await readPlace(ctx, 'team', input.team_id)),
);

export const setTeamBilling = defineCommand(teamBillingSet, async (ctx, { team_id: id, ...settings }) =>
  saveSettings(ctx, await readPlace(ctx, 'team', id), settings),
);

export const acknowledgeTeamAlerts = defineCommand(teamBillingAcknowledge, async (ctx, input) =>
  acknowledgeAlerts(ctx, await readPlace(ctx, 'team', input.team_id), input.alert_ids),
);
