import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { projectBillingAcknowledge, projectBillingGet, projectBillingSet } from '#lib/contracts/project-billing.ts';
import { acknowledgeAlerts } from './acknowledge-alerts.ts';
import { readPlace } from './billing-place.ts';
import { saveSettings } from './billing-settings.ts';
import { readBilling } from './read-billing.ts';

export const getProjectBilling = defineQuery(projectBillingGet, async (ctx, input) =>
  readBilling(ctx, await readPlace(ctx, 'project', input.project_id)),
);

export const setProjectBilling = defineCommand(projectBillingSet, async (ctx, { project_id: id, ...settings }) =>
  saveSettings(ctx, await readPlace(ctx, 'project', id), settings),
);

export const acknowledgeProjectAlerts = defineCommand(projectBillingAcknowledge, async (ctx, input) =>
  acknowledgeAlerts(ctx, await readPlace(ctx, 'project', input.project_id), input.alert_ids),
);
