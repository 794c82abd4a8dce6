import { TenantBilling } from '#lib/contracts/tenant.ts';

/** How a tenant pays unless its settings say otherwise. */
const billingDefault: TenantBilling = { cycle: 'monthly', payment_method: 'card', purchase_order: null, invoice_recipients: [] };

/** How a tenant pays; stored values that do not fit count as not stored. */
export function billingOf(settings: Readonly<Record<string, unknown>>): TenantBilling {
  const parsed = TenantBilling.safeParse({ ...billingDefault, ...Object(settings.billing) });
  return parsed.success ? parsed.data : billingDefault;
}
