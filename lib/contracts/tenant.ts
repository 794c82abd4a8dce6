import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { emailAddress, line, timeZone, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { regionNames } from './route-names.ts';

/** Regions a tenant's data may be bound to; `global` binds it to none. */
export const residencies = ['global', ...regionNames] as const;

/**
 * What a call on a model without a price does: it is refused; it is held and booked at the dearest price of its provider;
 * or it is served at no cost. Its event is marked as unpriced in any case.
 */
export const unpricedPolicies = ['block', 'hold', 'flag'] as const;

/** Who lets a new version of the price list into force: nobody needs to, one person, or two. */
export const priceReviews = ['automatic', 'review', 'four_eyes'] as const;

/** Subscriptions; each stands for the limits that hold where none of its own is set (`limitsOfPlan`). */
export const plans = ['free', 'team', 'business', 'enterprise'] as const;
export type Plan = (typeof plans)[number];

export const billingCycles = ['monthly', 'quarterly', 'annual'] as const;
export const paymentMethods = ['card', 'wire', 'purchase_order'] as const;

const providersMax = 100;

export const TenantLimits = z.strictObject({
  users_max: z.number().int().min(1).max(100_000),
  departments_max: z.number().int().min(1).max(10_000),
  teams_max: z.number().int().min(1).max(100_000),
  providers_allowed: z
    .array(line(80))
    .min(1)
    .max(providersMax)
    .nullable()
    .meta({ description: 'Connections of other providers are not called and cannot be added; null allows all' }),
});
export type TenantLimits = z.output<typeof TenantLimits>;

/** What the platform sells: a plan that the tenant cannot change, and limits that its own settings do not go beyond. */
export const TenantCeiling = z.strictObject({
  plan: z.enum(plans).nullable().default(null).meta({ description: 'Null leaves the choice to the organization' }),
  limits: TenantLimits.partial().default({}),
});
export type TenantCeiling = z.output<typeof TenantCeiling>;

/** How the organization pays for its subscription; kept for whoever writes the invoice. */
export const TenantBilling = z.strictObject({
  cycle: z.enum(billingCycles),
  payment_method: z.enum(paymentMethods),
  purchase_order: line(60).nullable().meta({ description: 'Its number, where payment is by purchase order' }),
  invoice_recipients: z.array(emailAddress).max(20),
});
export type TenantBilling = z.output<typeof TenantBilling>;

const limitChanges = {
  users_max: TenantLimits.shape.users_max.nullable(),
  departments_max: TenantLimits.shape.departments_max.nullable(),
  teams_max: TenantLimits.shape.teams_max.nullable(),
  providers_allowed: TenantLimits.shape.providers_allowed,
};

/** The organization. */
export const Tenant = z
  .strictObject({
    id: publicId('tenant'),
    slug: z.string().meta({ description: 'Short name used at sign-in' }),
    name: z.string(),
    kind: z.enum(['customer', 'demo', 'platform']),
    status: z.enum(['active', 'suspended']),
    domains: z
      .array(z.string())
      .meta({ description: 'E-mail domains that DNS proved to be the organization’s, by name; see /sso/domains' }),
    residency: z.enum(residencies),
    time_zone: z.string(),
    unpriced_policy: z.enum(unpricedPolicies),
    price_review: z.enum(priceReviews),
    plan: z.enum(plans),
    billing: TenantBilling,
    limits: TenantLimits,
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Tenant' });
export type Tenant = z.output<typeof Tenant>;

export const tenantGet = defineOperation({
  name: 'tenant.get',
  summary: 'Get the organization',
  permission: 'tenant.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: Tenant,
  examples: [{}],
  http: { method: 'GET', path: '/tenant' },
});

export const tenantUpdate = defineOperation({
  name: 'tenant.update',
  summary: 'Change the organization',
  permission: 'tenant.write',
  scope: 'tenant',
  input: z.strictObject({
    name: line(120).optional(),
    residency: z.enum(residencies).optional(),
    time_zone: timeZone.optional(),
    unpriced_policy: z.enum(unpricedPolicies).optional(),
    price_review: z.enum(priceReviews).optional(),
    plan: z.enum(plans).optional(),
    billing: TenantBilling.partial().optional(),
    limits: z
      .strictObject(limitChanges)
      .partial()
      .optional()
      .meta({ description: 'Those named are changed; null goes back to what the plan has' }),
  }),
  output: Tenant,
  errors: ['precondition_failed'],
  examples: [
    { name: 'Example Industries', time_zone: 'Europe/Berlin', limits: { users_max: 2000 } },
    { plan: 'enterprise', billing: { cycle: 'annual' } },
  ],
  http: { method: 'PATCH', path: '/tenant' },
  touches: ['organization'],
});
