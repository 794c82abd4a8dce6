import { readPlace } from '#lib/billing/billing-place.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { departmentBillingAcknowledge, teamBillingAcknowledge, tenantBillingAcknowledge } from '#lib/contracts/billing.ts';
import { projectBillingAcknowledge } from '#lib/contracts/project-billing.ts';
import { acknowledgeAlerts } from './acknowledge-place-alerts.ts';

/** The alerts of a place's budgets, from where its bill is read; here because rooms that alert stand above those that count. */

export const acknowledgeDepartmentAlerts = defineCommand(departmentBillingAcknowledge, async (ctx, input) =>
  acknowledgeAlerts(ctx, await readPlace(ctx, 'department', input.department_id), input.alert_ids),
);

export const acknowledgeProjectAlerts = defineCommand(projectBillingAcknowledge, async (ctx, input) =>
  acknowledgeAlerts(ctx, await readPlace(ctx, 'project', input.project_id), input.alert_ids),
);

export const acknowledgeTeamAlerts = defineCommand(teamBillingAcknowledge, async (ctx, input) =>
  acknowledgeAlerts(ctx, await readPlace(ctx, 'team', input.team_id), input.alert_ids),
);

export const acknowledgeTenantAlerts = defineCommand(tenantBillingAcknowledge, async (ctx, input) =>
  acknowledgeAlerts(ctx, await readPlace(ctx, 'tenant', ctx.tenantId), input.alert_ids),
);
