import { defineQuery } from '#lib/command/define-query.ts';
import { departmentBillingGet } from '#lib/contracts/billing.ts';
import { readPlace } from './billing-place.ts';
import { readBilling } from './read-billing.ts';

export const getDepartmentBilling = defineQuery(departmentBillingGet, async (ctx, input) =>
  readBilling(ctx, await readPlace(ctx, 'department', input.department_id)),
);
