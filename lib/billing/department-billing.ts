import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { departmentBillingAcknowledge, departmentBillingGet, departmentBillingSet } from '#lib/contracts/billing.ts';
import { acknowledgeAlerts } from './acknowledge-alerts.ts';
import { readPlace } from './billing-place.ts';
import { saveSettings } from './billing-settings.ts';
import { readBilling } from './read-billing.ts';

export const getDepartmentBilling = defineQuery(departmentBillingGet, async (ctx, input) =>
  readBilling(ctx, await readPlace(ctx, 'department', input.department_id)),
);

export const setDepartmentBilling = defineCommand(departmentBillingSet, async (ctx, { department_id: id, ...settings }) =>
  saveSettings(ctx, await readPlace(ctx, 'department', id), settings),
);

export const acknowledgeDepartmentAlerts = defineCommand(departmentBillingAcknowledge, async (ctx, input) =>
  acknowledgeAlerts(ctx, await readPlace(ctx, 'department', input.department_id), input.alert_ids),
);
