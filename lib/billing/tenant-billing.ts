import { defineQuery } from '#lib/command/define-query.ts';
import { tenantBillingGet } from '#lib/contracts/billing.ts';
import { readPlace } from './billing-place.ts';
import { readBilling } from './read-billing.ts';

export const getTenantBilling = defineQuery(tenantBillingGet, async (ctx) =>
  readBilling(ctx, await readPlace(ctx, 'tenant', ctx.tenantId)),
);
