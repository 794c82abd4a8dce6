import { defineQuery } from '#lib/command/define-query.ts';
import { projectBillingGet } from '#lib/contracts/project-billing.ts';
import { readPlace } from './billing-place.ts';
import { readBilling } from './read-billing.ts';

export const getProjectBilling = defineQuery(projectBillingGet, async (ctx, input) =>
  readBilling(ctx, await readPlace(ctx, 'project', input.project_id)),
);
