import { readPlace } from '#lib/billing/billing-place.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { departmentBillingSet, teamBillingSet, tenantBillingSet } from '#lib/contracts/billing.ts';
import { projectBillingSet } from '#lib/contracts/project-billing.ts';
import { saveBilling } from './save-billing.ts';

export const setTenantBilling = defineCommand(tenantBillingSet, async (ctx, settings) =>
  saveBilling(ctx, await readPlace(ctx, 'tenant', ctx.tenantId), settings),
);

export const setDepartmentBilling = defineCommand(departmentBillingSet, async (ctx, { department_id: id, ...settings }) =>
  saveBilling(ctx, await readPlace(ctx, 'department', id), settings),
);

export const setTeamBilling = defineCommand(teamBillingSet, async (ctx, { team_id: id, ...settings }) =>
  saveBilling(ctx, await readPlace(ctx, 'team', id), settings),
);

export const setProjectBilling = defineCommand(projectBillingSet, async (ctx, { project_id: id, ...settings }) =>
  saveBilling(ctx, await readPlace(ctx, 'project', id), settings),
);
