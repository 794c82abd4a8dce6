import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { tenantBillingAcknowledge, tenantBillingGet, tenantBillingSet } from '#lib/contracts/billing.ts';
import { acknowledgeAlerts } from './acknowledge-alerts.ts';
import { readPlace } from './billing-place.ts';
import { saveSettings } from './billing-settings.ts';
import { readBilling } from './read-billing.ts';

export const getTenantBilling = defineQuery(tenantBillingGet, async (ctx) =>
  readBilling(ctx, await readPlace(ctx, 'tenant', ctx.tenantId)),
);

export const setTenantBilling = defineCommand(tenantBillingSet, async (ctx, settings) =>
  saveSettings(ctx, await readPlace(ctx, 'tenant', ctx.tenantId), settings),
);

export const acknowledgeTenantAlerts = defineCommand(tenantBillingAcknowledge, async (ctx, input) =>
  acknowledgeAlerts(ctx, await readPlace(ctx, 'tenant', ctx.tenantId), input.alert_ids),
);
